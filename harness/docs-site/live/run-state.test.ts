import { expect, test } from 'vitest';
import { runState } from './run-state.ts';
import { began, checkBegan, decided, ended, failed, gaveUp, logOf, passed, ready } from './written-run.ts';

test('a run that waits for its cluster is starting', () => {
  expect(runState(logOf(began({ task: 2 })))).toMatchObject({ phase: 'starting', task: 2, checks: [] });
});

test('a check that has begun is under way until it is decided, also beside others', () => {
  const log = logOf(began(), ready, checkBegan('a claim'), checkBegan('another claim'), decided(failed));
  expect(runState(log)).toMatchObject({
    phase: 'running',
    servers: 'local, Kafka 4.3.1',
    underWay: ['a claim'],
    checks: [failed],
  });
});

test('a run ends with its verdict, or with the reason why there is none', () => {
  const log = logOf(began(), ready, checkBegan('a claim'), decided(passed), ended('passed'));
  expect(runState(log)).toMatchObject({ phase: 'ended', outcome: 'passed', durationMs: 4_900, underWay: [] });
  const without = runState(logOf(began(), ready, checkBegan('a claim'), gaveUp));
  expect(without).toMatchObject({ phase: 'ended', underWay: [], error: { code: 'JAVA_MISSING' } });
  expect(without).not.toHaveProperty('outcome');
});

test('a line that is cut off, or is not ours, is skipped', () => {
  const log = logOf(began(), ready, decided(passed), ended('passed'));
  for (let length = 0; length <= log.length; length++) {
    const state = runState(log.slice(0, length));
    const lines = log.slice(0, length).split('\n').length - 1;
    // A line without its line break may be whole already.
    if (lines > 0) expect(state?.checks.length ?? 0).toBeGreaterThanOrEqual(lines >= 3 ? 1 : 0);
    else expect(state?.phase ?? 'starting').toBe('starting');
  }
  expect(runState(`null\n7\n"x"\n{}\n{"type":"check"}\n${log}{"type":"check"}\n`)).toMatchObject({ phase: 'ended' });
  expect(runState('')).toBeUndefined();
  expect(runState(logOf(ready, decided(passed)))).toBeUndefined();
});
