import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { CheckVerdict } from '../run/verdict.ts';
import { checkLines, firstPage, header, taskLine } from './terminal.ts';
import { cause, failed, lab, passed } from './written-verdict.ts';

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
      '     Your program printed 10 bytes, at the end:',
      '     │ 2',
      '     │ 3',
      '     │ 4',
      '     │ 5',
      '     all: .labs/check-1.log',
    ]);
  });
});

test('the first line names the lab, what is judged unless it is the learner’s work, and what Kafka runs', () => {
  const line = (variant: string) =>
    stripVTControlCharacters(header(lab, variant, { runtime: 'local', kafkaVersion: '4.3.1' }));
  expect(line('work')).toBe(`01-acks${'local, Kafka 4.3.1'.padStart(73)}`);
  expect(line('mistake leader-only')).toMatch(/^01-acks, mistake leader-only {2,}local, Kafka 4\.3\.1$/);
});

test('a first line that is too long for the terminal becomes two', () => {
  const variant = 'mistake interval-as-long-as-the-session';
  const lines = stripVTControlCharacters(
    header(lab, variant, { runtime: 'local', kafkaVersion: '4.3.1' }, { flavour: 'mariadb', version: '11.4.5' }),
  ).split('\n');
  expect(lines).toEqual([`01-acks, ${variant}`, 'local, Kafka 4.3.1, MariaDB 11.4.5'.padStart(80)]);
});

test('the first page says what the lab wants and which file to open', () => {
  const page = stripVTControlCharacters(firstPage(lab, [join(process.cwd(), 'work/01-acks/sender.ts')]));
  expect(page).toContain('  You send payments that nobody may lose.');
  expect(page).toContain('  Open    work/01-acks/sender.ts');
  expect(page).toContain('  Lesson  labs/01-acks/lesson.md');
});

test('a task’s heading gives its number and its name', () => {
  expect(stripVTControlCharacters(taskLine(lab, 1))).toBe(` Task 1: ${lab.tasks[0]}`);
});
