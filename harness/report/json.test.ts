import { expect, test } from 'vitest';
import type { CheckVerdict, Verdict } from '../run/verdict.ts';
import { verdictJson } from './json.ts';
import { cause, failed, passed } from './written-verdict.ts';

const verdict = (...checks: CheckVerdict[]): Verdict => ({
  lab: '01-acks',
  variant: 'work',
  outcome: 'failed',
  runtime: 'local',
  kafkaVersion: '4.3.1',
  durationMs: 4_200,
  timings: [{ step: 'all checks', ms: 4_000 }],
  checks,
});

const plain = { title: 'a payment is acknowledged', task: 1, level: 'core', outcome: 'passed' };

test('the machine form of a run says what ran and how it went', () => {
  expect(verdictJson(verdict(passed))).toEqual({
    lab: '01-acks',
    variant: 'work',
    outcome: 'failed',
    runtime: 'local',
    kafkaVersion: '4.3.1',
    durationMs: 4_200,
    checks: [plain],
  });
});

test('its evidence holds the time, the actor and the text of events, and nothing else', () => {
  const evidence = [{ ...cause.evidence[0]!, scene: 'crash 1', n: 77 }];
  const { checks } = verdictJson(verdict({ ...failed, diagnosis: { ...cause, evidence } })) as { checks: unknown[] };
  expect(checks).toEqual([
    {
      ...plain,
      title: failed.title,
      outcome: 'failed',
      diagnosis: {
        code: 'leader-only',
        title: cause.title,
        why: cause.why,
        evidence: [{ atMs: 1_204, actor: 'you', text: 'sendPayment(order-1): resolved' }],
        hint: '1',
      },
    },
  ]);
});

test('it has a check’s tally and reason where there are some, and not what only people or this machine need', () => {
  const check: CheckVerdict = {
    ...passed,
    tally: '20 of 21 crash points',
    reason: 'broker 2 died',
    timings: [{ step: 'calm run', ms: 5 }],
    historyFile: '/home/kim/.labs/01.jsonl',
    notes: ['a note'],
    output: { lines: ['x'], bytes: 1, path: '/home/kim/.labs/check-1.log' },
  };
  const { checks } = verdictJson(verdict(check)) as { checks: unknown[] };
  expect(checks).toEqual([{ ...plain, tally: '20 of 21 crash points', reason: 'broker 2 died' }]);
});
