import { expect, test } from 'vitest';
import { goldenOf } from './golden.ts';
import type { Verdict } from './verdict.ts';

/** The same program, judged at another speed and on another machine. */
const verdict = (ms: number, machine: string): Verdict => ({
  lab: '01-acks',
  variant: 'mistake leader-only',
  outcome: 'failed',
  runtime: machine,
  kafkaVersion: `4.${ms}`,
  durationMs: ms,
  checks: [
    {
      title: 'a payment survives',
      task: 1,
      level: 'core',
      outcome: 'failed',
      durationMs: ms,
      notes: [`took ${ms}`],
      output: { lines: [`at ${ms}`], bytes: ms, path: `/${machine}/check-1.log` },
      diagnosis: {
        code: 'leader-only',
        title: 't',
        why: 'w',
        section: 's',
        hints: ['1', '2', '3'],
        evidence: [{ atMs: ms, actor: 'broker 2', text: 'was killed' }],
      },
    },
    {
      title: 'a ping waits for nobody',
      task: 1,
      level: 'deeper',
      outcome: 'inconclusive',
      reason: 'r',
      durationMs: ms,
    },
  ],
});

test('a golden file holds the checks that name the misconception, with their evidence', () => {
  expect(goldenOf(verdict(5, 'local'), 'leader-only')).toEqual({
    diagnosis: 'leader-only',
    checks: [{ title: 'a payment survives', evidence: ['broker 2: was killed'] }],
  });
});

test('what else the same program breaks is not in it', () => {
  expect(goldenOf(verdict(5, 'local'), 'another')).toEqual({ diagnosis: 'another', checks: [] });
});

test('two runs of one program have the same golden file, whatever the times and the places', () => {
  const [quick, slow] = [verdict(5, 'local'), verdict(9_000, 'containers')];
  expect(JSON.stringify(goldenOf(quick, 'leader-only'))).toBe(JSON.stringify(goldenOf(slow, 'leader-only')));
});
