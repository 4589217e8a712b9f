import { expect, test } from 'vitest';
import { allLabs } from '../harness/course/labs.ts';
import { questionsOf } from '../harness/course/questions.ts';
import { jsonOf } from './support/json.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

interface Told {
  predictions: { id: string; said: string | null; found: string | null; isRight: boolean | null }[];
}

/** What the broker answers. Who changes a question, or moves to another Kafka, looks here at what has changed. */
const FOUND: Record<string, string[]> = {
  '00': ['one', 'none'],
  '01': ['receipt', 'twice'],
  '02': ['gone', 'refused'],
  '03': ['none', 'one'],
  '04': ['twice', 'seconds'],
  '05': ['lost'],
  '06': ['thrownOut'],
  '07': ['left'],
  '08': ['row', 'event'],
};

const labs = await allLabs();

test.each(labs)('the questions of $name are answered by what the broker does', async (lab) => {
  const told = jsonOf<Told>(await home.lab(['predict', lab.number, '--json']));
  expect(told.predictions.map(({ found }) => found)).toEqual(FOUND[lab.number] ?? []);
  expect(told.predictions.map(({ said }) => said)).toEqual((FOUND[lab.number] ?? []).map(() => null)); // nobody was there
});

test('a wrong guess fails nothing; right and wrong ones are told, and remembered', async () => {
  const [lab] = labs;
  const [first] = await questionsOf(lab!);
  const answers = 'z\na\na\n'; // no choice; the right one; a wrong one
  const { code, stdout, stderr } = await home.lab(['predict', '00'], { input: answers });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('“z” is none of a, b or c') });
  expect(stdout).toContain(`As you expected: ${first!.choices.one}`);
  expect(stdout).toContain('1 of 2 as you expected');
  const { stdout: list } = await home.lab(['--json']);
  expect(JSON.parse(list).labs[0].predictions).toEqual({
    'default-partitions': { said: 'one', found: 'one' },
    'where-it-begins': { said: 'all', found: 'none' },
  });
});
