import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../course/labs.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { CheckVerdict, Verdict } from '../run/verdict.ts';
import { checkLines, closing, firstPage, header } from './terminal.ts';

const lab: Lab = {
  name: '01-acks',
  number: '01',
  title: 'Acks',
  goal: 'You send payments that nobody may lose.',
  minutes: 10,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Send'],
  decisions: [],
  diagnoses: {},
  mistakes: {},
  folder: join(process.cwd(), 'labs/01-acks'),
  solutionFolder: join(process.cwd(), 'solutions/01-acks'),
  testFile: join(process.cwd(), 'labs/01-acks/acks.test.ts'),
  lessonFile: join(process.cwd(), 'labs/01-acks/lesson.md'),
};

const cause: Diagnosis = {
  code: 'leader-only',
  title: 'The payment waits for the leader only.',
  why: 'A leader that dies takes with it what its followers had not fetched yet, and nobody tells the sender, who took it for stored.',
  section: 'what-acks-means',
  hints: ['1', '2', '3'],
  evidence: [
    { atMs: 1_204, actor: 'you', text: 'sendPayment(order-1): resolved' },
    {
      atMs: 12_345,
      actor: 'broker 2',
      text: `offsets of payments-0 end at 0: ${'no record of order-1 is there; '.repeat(4)}`,
    },
  ],
};

const passed: CheckVerdict = {
  title: 'a payment is acknowledged',
  task: 1,
  level: 'core',
  outcome: 'passed',
  durationMs: 5,
};
const failed: CheckVerdict = { ...passed, title: 'a payment survives its leader', outcome: 'failed', diagnosis: cause };

const shown = (check: CheckVerdict, explained = new Set<string>()): string[] =>
  stripVTControlCharacters(checkLines(check, explained)).split('\n');

describe('a check', () => {
  test('that passed is one line', () => {
    expect(shown(passed)).toEqual([' ✓ a payment is acknowledged']);
  });

  test('that passed shows its notes', () => {
    expect(shown({ ...passed, level: 'deeper', notes: ['3 of 3'] })).toEqual([
      ' ✓ a payment is acknowledged (deeper)',
      '     3 of 3',
    ]);
  });

  test('that failed shows the misconception, its evidence in columns, and why', () => {
    const lines = shown(failed);
    expect(lines.slice(0, 3)).toEqual([
      ' ✗ a payment survives its leader',
      '     The payment waits for the leader only.',
      '       1.204  you       sendPayment(order-1): resolved',
    ]);
    expect(lines[3]).toMatch(/^ {6}12\.345 {2}broker 2 {2}offsets of payments-0 end at 0: no record/);
    expect(lines[4]).toMatch(/^ {24}\S/);
    expect(lines.join(' ')).toContain('Why: A leader that dies');
  });

  test('has no line longer than 80 columns, whatever it says', () => {
    const long = 'a claim that takes more than one line of a terminal to be told, and then some more of it';
    const chatty = {
      ...failed,
      title: long,
      level: 'deeper' as const,
      notes: [long],
      reason: long,
      output: { lines: ['x'.repeat(400)], bytes: 400, path: '/tmp/check-1.log' },
    };
    for (let length = 40; length <= long.length; length++)
      for (const line of shown({ ...chatty, title: long.slice(0, length).trim() }))
        expect(line.length).toBeLessThanOrEqual(80);
  });

  test('whose cause was explained shows its own evidence only', () => {
    const explained = new Set<string>();
    expect(shown(failed, explained).join('\n')).toContain('Why:');
    const again = shown({ ...failed, title: 'a second payment survives' }, explained);
    expect(again.join('\n')).not.toContain('Why:');
    expect(again.at(-1)).toBe('     The same cause as above: The payment waits for the leader only.');
    expect(again[1]).toContain('sendPayment(order-1): resolved');
  });

  test('that came to a missing decision a second time is one line', () => {
    const check = { ...failed, diagnosis: { ...cause, code: 'missing-decision' } };
    expect(shown(check, new Set(['missing-decision']))).toEqual([' ✗ a payment survives its leader']);
  });

  test('that is inconclusive does not say that the program is wrong', () => {
    expect(shown({ ...passed, outcome: 'inconclusive', reason: 'broker 2 did not answer' })).toEqual([
      ' ? a payment is acknowledged',
      '     Could not tell: broker 2 did not answer',
    ]);
  });

  test('that we broke says so', () => {
    expect(shown({ ...passed, outcome: 'harness-error', reason: 'TypeError: x' })[1]).toBe(
      '     kafka-labs itself failed, not your code: TypeError: x',
    );
  });

  test('shows the last four lines that the program printed, and where all of them are', () => {
    const output = { lines: ['1', '2', '3', '4', '5'], bytes: 10, path: join(process.cwd(), '.labs/check-1.log') };
    expect(shown({ ...passed, outcome: 'inconclusive', output }).slice(1)).toEqual([
      '     Your program printed 10 bytes (.labs/check-1.log), at the end:',
      '     │ 2',
      '     │ 3',
      '     │ 4',
      '     │ 5',
    ]);
  });
});

describe('the end of a run', () => {
  const end = (parts: Partial<Verdict>, found?: Diagnosis, next?: Lab): string[] => {
    const verdict: Verdict = {
      lab: lab.name,
      variant: 'work',
      outcome: 'failed',
      runtime: 'local',
      kafkaVersion: '4.3.1',
      durationMs: 4_200,
      checks: [passed, failed, { ...failed, level: 'deeper' }],
      ...parts,
    };
    return stripVTControlCharacters(closing(lab, verdict, found, next)).split('\n');
  };

  test('counts the core checks that pass and points to the hint and the lesson’s section', () => {
    expect(end({}, cause)).toEqual([
      'not yet: 1 of 2 core checks pass in 4.2 s',
      ' next:   npm run lab -- hint 01',
      ' lesson: labs/01-acks/lesson.md#what-acks-means',
    ]);
  });

  test('that passed names the next lab, if there is one', () => {
    const next: Lab = { ...lab, number: '02', title: 'In sync' };
    expect(end({ outcome: 'passed', checks: [passed] }, undefined, next)).toEqual([
      'passed: 1 of 1 core checks in 4.2 s',
      ' next: npm run lab -- 02      In sync',
    ]);
    expect(end({ outcome: 'passed', checks: [passed] })[1]).toContain('the last lab so far');
    expect(end({ outcome: 'passed', checks: [passed], variant: 'solution' }, undefined, next)[1]).toBe('');
  });

  test('that could not tell blames nobody’s code and says to try again', () => {
    expect(end({ outcome: 'inconclusive' })).toEqual([
      'could not tell: the environment broke, or a fault did not happen. It says nothing about your code.',
      ' next: npm run lab -- 01, once more',
    ]);
  });

  test('that is a harness error asks for a report', () => {
    expect(end({ outcome: 'harness-error' })[0]).toMatch(/^harness error: .*Please report it/);
  });
});

test('the first line names the lab, what is judged unless it is the learner’s work, and what Kafka runs', () => {
  const line = (variant: string) =>
    stripVTControlCharacters(header(lab, variant, { runtime: 'local', kafkaVersion: '4.3.1' }));
  expect(line('work')).toBe(`01-acks${'local, Kafka 4.3.1'.padStart(73)}`);
  expect(line('mistake leader-only')).toMatch(/^01-acks, mistake leader-only {2,}local, Kafka 4\.3\.1$/);
});

test('the first page says what the lab wants and which file to open', () => {
  const page = stripVTControlCharacters(firstPage(lab, [join(process.cwd(), 'work/01-acks/sender.ts')]));
  expect(page).toContain('  You send payments that nobody may lose.');
  expect(page).toContain('  Open    work/01-acks/sender.ts');
  expect(page).toContain('  Lesson  labs/01-acks/lesson.md');
});
