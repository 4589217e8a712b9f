import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { commonGolden, goldenDifference, goldenOf } from './golden.ts';
import type { Verdict } from './verdict.ts';

type Told = [actor: string, text: string, scene?: string, atMs?: number];

const evidence = (...told: Told[]): HistoryEvent[] =>
  told.map(([actor, text, scene, atMs = 0], index) => ({
    n: index + 1,
    atMs,
    actor,
    text,
    ...(scene ? { scene } : {}),
    details: { kind: 'note' },
  }));

/** The same program, judged at another speed and on another machine. */
const verdict = (ms: number, machine: string): Verdict => ({
  lab: '01-acks',
  variant: 'mistake leader-only',
  outcome: 'failed',
  runtime: machine,
  kafkaVersion: `4.${ms}`,
  durationMs: ms,
  timings: [{ step: 'all checks', ms }],
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
        evidence: evidence(['broker 2', 'was killed', undefined, ms]),
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

test('golden evidence holds the checks that name the misconception, with their evidence', () => {
  expect(goldenOf(verdict(5, 'local'), 'leader-only')).toEqual({
    diagnosis: 'leader-only',
    checks: [{ title: 'a payment survives', evidence: ['broker 2: was killed'] }],
  });
});

test('what else the same program breaks is not in it', () => {
  expect(goldenOf(verdict(5, 'local'), 'another')).toEqual({ diagnosis: 'another', checks: [] });
});

test('two runs of one program have the same golden evidence, whatever the times and the places', () => {
  const [quick, slow] = [verdict(5, 'local'), verdict(9_000, 'containers')];
  expect(JSON.stringify(goldenOf(quick, 'leader-only'))).toBe(JSON.stringify(goldenOf(slow, 'leader-only')));
});

/** The golden evidence of a check that was proved by these events. */
function goldenEvidence(...told: Told[]): string[] {
  const [failed] = verdict(5, 'local').checks;
  const checks = [{ ...failed!, diagnosis: { ...failed!.diagnosis!, evidence: evidence(...told) } }];
  const golden = goldenOf({ checks }, 'leader-only') as { checks: { evidence: string[] }[] };
  return golden.checks[0]!.evidence;
}

test('evidence is the same in whichever order two events were seen', () => {
  const resolved: Told = ['you', 'send: resolved'];
  const sends: Told = ['you', 'sends 1 record to orders-0'];
  expect(goldenEvidence(sends, resolved)).toEqual(['you: send: resolved', 'you: sends 1 record to orders-0']);
  expect(goldenEvidence(resolved, sends)).toEqual(goldenEvidence(sends, resolved));
});

test('evidence of a crash point is the same whichever point it is and whichever records it is about', () => {
  const crash = (number: number): Told[] => {
    const scene = `before its ${number}. charge happened`;
    return [
      ['worker', `commits offset ${number} of orders-${number}`, scene],
      ['harness', `killed the worker ${scene}`, scene],
    ];
  };
  expect(goldenEvidence(...crash(1))).toEqual(['harness: killed the worker', 'worker: commits offset # of orders-#']);
  expect(goldenEvidence(...crash(12))).toEqual(goldenEvidence(...crash(1)));
});

test('which order it is, or which partition, does not count when two runs are compared', () => {
  const golden = (text: string) => ({ diagnosis: 'd', checks: [{ title: 't', evidence: [text] }] });
  const difference = (one: string, other: string) => goldenDifference(golden(one), golden(other));
  expect(difference('packer: pack(order-1): done', 'packer: pack(order-2): done')).toBeUndefined();
  expect(difference('commits offset 4 of orders-0', 'commits offset 3 of orders-1')).toBeUndefined();
  expect(difference('sends 1 record', 'sends 2 records')).toBeDefined();
});

test('outside of crash points numbers count', () => {
  expect(goldenEvidence(['you', 'sends 2 records to orders-0'])).toEqual(['you: sends 2 records to orders-0']);
});

test('ids that a run makes up, of topics, groups, members and schemas, do not count', () => {
  const told = (id: string, member: string) => goldenEvidence(['broker 1', `packers.${id} has shop-${member}`]);
  expect(told('1d9eef01.41', '03d3cc16-8a52-48d6-91c9-fde0ab0f3bd5')).toEqual(['broker 1: packers.# has shop-#']);
  expect(goldenEvidence(['you', 'no such table: `shop_4692a85b_18`.`orders`'])).toEqual([
    'you: no such table: `#`.`orders`',
  ]);
});

test('numbers in SQL and in what a database replies, which may be ids and times, do not', () => {
  const [failed] = verdict(5, 'local').checks;
  const about = { process: 'worker', exchange: 1, connection: 1, verb: 'INSERT', sql: '' };
  const proof = evidence(['worker', "INSERT INTO orders VALUES (7, 'o1')"], ['database', 'OK, 1 row']);
  proof[0]!.details = { kind: 'command', ...about };
  proof[1]!.details = { kind: 'reply', ...about };
  const checks = [{ ...failed!, diagnosis: { ...failed!.diagnosis!, evidence: proof } }];
  expect(goldenOf({ checks }, 'leader-only').checks[0]!.evidence).toEqual([
    'database: OK, # row',
    'worker: INSERT INTO orders VALUES …',
  ]);
});

describe('a run differs from its golden evidence', () => {
  const check = (title: string, ...evidence: string[]) => ({ title, evidence });
  const golden = { diagnosis: 'no-key', checks: [check('a', 'x', 'y')] };

  test('not, where it says the same, or names the misconception in one check more, or shows one line more', () => {
    expect(goldenDifference(golden, golden)).toBeUndefined();
    expect(goldenDifference(golden, { ...golden, checks: [check('a', 'v', 'x', 'y', 'z')] })).toBeUndefined();
    const more = { ...golden, checks: [check('b', 'z'), ...golden.checks] };
    expect(goldenDifference(golden, more)).toBeUndefined();
  });

  test('where its check is missing, or a line of its evidence, or one of two that are the same', () => {
    expect(goldenDifference(golden, { ...golden, checks: [] })).toContain('“a” does not name no-key');
    for (const evidence of [['x'], ['x', 'z']])
      expect(goldenDifference(golden, { ...golden, checks: [check('a', ...evidence)] })).toContain(
        'says: y; it shows x',
      );
    const twice = { ...golden, checks: [check('a', 'x', 'x')] };
    expect(goldenDifference(twice, golden)).toContain('says: x; it shows x / y');
  });

  test('only where none of its checks is shown whole: a race may break one claim, or another', () => {
    const two = { ...golden, checks: [check('a', 'x', 'y'), check('b', 'z')] };
    expect(goldenDifference(two, { ...golden, checks: [check('b', 'z')] })).toBeUndefined();
    expect(goldenDifference(two, { ...golden, checks: [check('a', 'x'), check('b', 'z')] })).toBeUndefined();
    expect(goldenDifference(two, { ...golden, checks: [check('a', 'x')] })).toMatch(
      /“a” does not show .*; “b” does not/,
    );
  });

  test('where the golden evidence proves nothing', () => {
    expect(goldenDifference({ ...golden, checks: [] }, golden)).toContain('names no check');
    expect(goldenDifference({ ...golden, diagnosis: 'wrong-key' }, golden)).toContain('wrong-key');
  });
});

describe('golden evidence that is updated', () => {
  const check = (title: string, ...evidence: string[]) => ({ title, evidence });
  const golden = (...checks: { title: string; evidence: string[] }[]) => ({ diagnosis: 'no-key', checks });

  test('keeps the checks and the lines that both runs showed', () => {
    const earlier = golden(check('a', 'x', 'x', 'y'), check('b', 'z'));
    const later = golden(check('a', 'w', 'x', 'x', 'x'), check('c', 'z'));
    expect(commonGolden(earlier, later)).toEqual(golden(check('a', 'x', 'x')));
  });

  test('is written anew where it was about something else', () => {
    const later = golden(check('a', 'x'));
    expect(commonGolden({ ...later, diagnosis: 'wrong-key' }, later)).toEqual(later);
    expect(commonGolden(golden(check('b', 'x')), later)).toEqual(later);
  });
});

test('MariaDB and MySQL say the same in different words', () => {
  const difference = (golden: string, actual: string) => {
    const of = (line: string) => ({ diagnosis: 'd', checks: [{ title: 't', evidence: [line] }] });
    return goldenDifference(of(golden), of(actual));
  };
  const denied = "database: ERR # UPDATE command denied to user 'clerk'@";
  expect(
    difference(`${denied}'localhost' for table \`#\`.\`outbox\``, `${denied}'#.#.#.#' for table 'outbox'`),
  ).toBeUndefined();
  const double = "database: ERR # Duplicate entry 'order-#' for key ";
  expect(difference(`${double}'PRIMARY'`, `${double}'orders.PRIMARY'`)).toBeUndefined();
  expect(difference(`${double}'PRIMARY'`, `${double}'orders.customer'`)).toContain('does not show');
});

test('which partition a record is sent to is left open, and which topic is not', () => {
  const of = (line: string) => ({ diagnosis: 'd', checks: [{ title: 't', evidence: [line] }] });
  expect(goldenDifference(of('you: sends to order-events-1'), of('you: sends to order-events-0'))).toBeUndefined();
  expect(goldenDifference(of('you: sends to order-events-1'), of('you: sends to orders-1'))).toContain('does not show');
});
