import { expect, test, vi } from 'vitest';
import type { CrashReport } from '../crash/crash-points.ts';
import type { CheckContext } from './check-context.ts';
import { crashesOf } from './crash-claims.ts';
import { type CrashPointsOptions, crashPoints } from './crash-points.ts';
import { fail } from './fake-run.ts';
import type { TestGround } from './grounds.ts';
import { CheckFailure, InconclusiveError } from './verdicts.ts';

vi.mock('./crash-points.ts', () => ({ crashPoints: vi.fn() }));

const context = {} as CheckContext;

/** Crash points of which these came about, for checks that share them. */
function crashes({ isCaughtUp = true, reached = [true] }: { isCaughtUp?: boolean; reached?: boolean[] }) {
  const report = { calm: { isCaughtUp }, points: reached.map((isReached) => ({ isReached })), leftOut: [] };
  vi.mocked(crashPoints)
    .mockReset()
    .mockResolvedValue(report as unknown as CrashReport<TestGround>);
  const points = () => ({}) as CrashPointsOptions<TestGround>;
  return crashesOf({ points, stuck: () => fail('order-lost', []) });
}

test('crash points are tried once, however many checks make claims about them', async () => {
  const shared = crashes({});
  const [one, other] = [await shared(context), await shared(context)];
  expect(one).toBe(other);
  expect(crashPoints).toHaveBeenCalledTimes(1);
});

test('each check fails whose program did not get through the calm run', async () => {
  const shared = crashes({ isCaughtUp: false, reached: [] });
  for (const _ of ['one', 'other']) await expect(shared(context)).rejects.toThrow(CheckFailure);
});

test('a check is inconclusive where too few of the points came about', async () => {
  await expect(crashes({ reached: [true, false] })(context)).rejects.toThrow(InconclusiveError);
});
