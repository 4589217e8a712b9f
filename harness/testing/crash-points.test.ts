import { expect, test, vi } from 'vitest';
import { crashPoints } from './crash-points.ts';
import { chargePoints, chargingProgram, withoutGroups } from './fake-program.ts';

/** An idle machine starts Node in a quarter of a second; a busy one may take ten times as long. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const judged = chargingProgram();

test('a real program is killed at each of its boundaries, and each run tells once what it has left', async () => {
  const asked: string[] = [];
  const { report, isCleared } = await judged(async (context) => {
    const { calm, points } = await crashPoints(withoutGroups(context), {
      ...chargePoints,
      left: async ({ events }) => ({ rows: asked.push(events[0]!.scene!) }),
      cameOf: ({ rows }) => (rows > 2 ? [`${rows} rows`] : []),
    });
    expect(points.map(({ name }) => name)).toEqual([
      'before its 1st charge happened',
      'after its 1st charge, before it heard of it',
      'while its 1st charge was under way',
      'when it had nothing left to do',
    ]);
    expect([calm, ...points].map(({ rows }) => rows)).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual(['calm', ...points.map(({ name }) => name)]);
  });
  expect(report.reason).toBeUndefined();
  expect(isCleared).toBe(true);
});
