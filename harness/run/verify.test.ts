import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Peer } from '../cluster/keeper/peer.ts';
import { fakeLab, mistakesText } from '../course/fake-lab.ts';
import type { Lab } from '../course/labs.ts';
import type { Outcome } from '../diagnosis/outcome.ts';
import { type RunRequest, runLab } from './run-lab.ts';
import type { Verdict } from './verdict.ts';
import { prove, variantsToProve } from './verify.ts';

vi.mock('./run-lab.ts');
beforeEach(() => void vi.mocked(runLab).mockReset());
afterEach(() => vi.unstubAllEnvs());

/** A lab of two tasks with a file each. */
async function lab(): Promise<Lab> {
  const fake = await fakeLab(['worker.ts', 'outbox.ts'], {
    'solution/alternatives/classes/outbox.ts': '',
    'solution/alternatives/all-anew/worker.ts': '',
    'solution/alternatives/all-anew/outbox.ts': '',
    'solution/worker.ts': 'right worker',
    'solution/worker.mistakes.ts': mistakesText({
      'late-commit': { believed: 'Later is safer.', diagnosis: 'late', edits: { right: 'wrong' } },
      'later-commit': { believed: 'Later is safer.', diagnosis: 'late', onlyOn: 'MariaDB 11', edits: { right: 'bad' } },
    }),
  });
  vi.stubEnv('KAFKA_LABS_HOME', fake.folder);
  const hints = ['?', '?', '?'] as [string, string, string];
  const diagnosis = { title: 'late', why: 'it commits late', section: 'late', hints };
  return {
    ...fake,
    tasks: ['a worker', 'an outbox'],
    diagnoses: { late: diagnosis },
  };
}

const verdict = (outcome: Outcome, code?: string): Verdict => ({
  lab: '07-fake',
  variant: 'v',
  outcome,
  runtime: 'local',
  kafkaVersion: '4',
  durationMs: 5,
  timings: [],
  checks: [
    {
      title: 'no order is lost',
      task: 1,
      level: 'core',
      outcome,
      durationMs: 5,
      ...(code
        ? { diagnosis: { code, title: 't', why: 'w', section: 's', hints: ['1', '2', '3'], evidence: [] } }
        : {}),
    },
  ],
});

const session = { keeper: {} as Peer, vitest: new Promise<never>(() => {}) };
const once = { repeat: 1, only: undefined, updateGolden: true };
const says = (...verdicts: Verdict[]) => {
  for (const each of verdicts) vi.mocked(runLab).mockResolvedValueOnce({ verdict: each, recordFolder: '' });
};
const asked = (): RunRequest[] => vi.mocked(runLab).mock.calls.map(([request]) => request);

describe('what is judged', () => {
  test('of an overlay of one task’s file are that task’s checks, else all', async () => {
    const fake = await lab();
    for (const variant of await variantsToProve(fake, undefined)) {
      says(verdict('passed'));
      await prove(fake, variant, session, once);
    }
    expect(asked().map(({ variant, task }) => [variant.kind, variant.name, task])).toEqual([
      ['stub', undefined, undefined],
      ['solution', undefined, undefined],
      ['alternative', 'all-anew', undefined],
      ['alternative', 'classes', 2],
      ['mistake', 'late-commit', 1],
      ['mistake', 'later-commit', 1],
    ]);
  });

  test('are the kinds and names that are asked for', async () => {
    const names = async (...only: string[]) =>
      (await variantsToProve(await lab(), only)).map(({ kind, name }) => name ?? kind);
    expect(await names('solution', 'classes')).toEqual(['solution', 'classes']);
    expect(await names('mistake')).toEqual(['late-commit', 'later-commit']);
    expect(await names('nothing')).toEqual([]);
  });
});

describe('a proof', () => {
  test('of a mistake is its own diagnosis, each time', async () => {
    const fake = await lab();
    const [mistake] = await variantsToProve(fake, ['mistake']);
    says(verdict('failed', 'late'), verdict('passed'), verdict('inconclusive'));
    const proof = await prove(fake, mistake!, session, { ...once, repeat: 3 });
    expect(proof).toMatchObject({ expected: 'late', runs: 3, wrong: 2, inconclusive: 1, durationMs: 15 });
    expect(proof.problems).toEqual(['it passed: ', 'it was inconclusive: “no order is lost” inconclusive: undefined']);
  });

  test('of a mistake may be asked of the checks of its golden evidence alone', async () => {
    const fake = await lab();
    const [mistake] = await variantsToProve(fake, ['mistake']);
    says(verdict('failed', 'late'), verdict('failed', 'late'), verdict('failed', 'late'));
    await prove(fake, mistake!, session, { ...once, updateGolden: true });
    await prove(fake, mistake!, session, { ...once, updateGolden: false, byGolden: true });
    await prove(fake, mistake!, session, { ...once, updateGolden: false });
    expect(asked().map(({ checks }) => checks)).toEqual([undefined, ['no order is lost'], undefined]);
  });

  test('of a mistake that does harm on one database server only is asked there', async () => {
    const fake = await lab();
    const [mistake] = await variantsToProve(fake, ['later-commit']);
    const passedOn = async (database: string) => {
      says({ ...verdict('passed'), database });
      return (await prove(fake, mistake!, session, once)).wrong;
    };
    expect(await passedOn('MySQL 9.7.4')).toBe(0);
    expect(await passedOn('MariaDB 10.11.19')).toBe(0);
    expect(await passedOn('MariaDB 11.4.5')).toBe(1);
  });

  test('of a right answer is that every check passes', async () => {
    const fake = await lab();
    const [solution] = await variantsToProve(fake, ['solution']);
    says(verdict('passed'), verdict('failed', 'late'));
    const proof = await prove(fake, solution!, session, { ...once, repeat: 2 });
    expect(proof).toMatchObject({ outcome: 'failed', code: 'late', wrong: 1 });
    expect(proof.problems).toEqual(['“no order is lost” failed: late']);
  });

  test('of a mistake without golden evidence fails, and names the command that writes it', async () => {
    const fake = await lab();
    const [mistake] = await variantsToProve(fake, ['mistake']);
    const proved = async (updateGolden: boolean) => {
      says(verdict('failed', 'late'));
      return (await prove(fake, mistake!, session, { ...once, updateGolden })).problems;
    };
    expect(await proved(false)).toEqual([expect.stringContaining('`verify 07 --update-golden` writes it')]);
    expect(await proved(true)).toEqual([]);
    expect(await proved(false)).toEqual([]);
  });
});
