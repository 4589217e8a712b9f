import { type CrashReport, crashPoints as tryAll } from '../crash/crash-points.ts';
import type { Ground } from '../crash/ground.ts';
import type { CheckContext } from './check.ts';
import { crashTable } from './crash-table.ts';
import { makeGrounds, type TestGround, type Workload } from './grounds.ts';
import type { LearnerProcess } from './learner-process.ts';
import { inconclusive } from './verdicts.ts';

/** On two cores, more processes at once do not end sooner. */
const LANES = 4;

export interface CrashPointsOptions {
  workload: Workload;
  /** What the program's effect is called. */
  effect: string;
  /** Begins the program in a new process. */
  begin(learner: LearnerProcess, ground: Ground): Promise<unknown>;
}

/** Kills the program at each of its boundaries, each time on a topic and a group of its own, and lets a successor go on. */
export async function crashPoints(
  { cluster, history, startLearner, startAhead, timed, isInspected, attach }: CheckContext,
  { workload, effect, begin }: CrashPointsOptions,
): Promise<CrashReport> {
  if (isInspected) inconclusive('crash points are not tried under a debugger; run the lab without --inspect for them');
  await startAhead(LANES);
  try {
    const report = await tryAll<TestGround>(
      {
        history,
        timed,
        lanes: LANES,
        grounds: (count) => makeGrounds(cluster, workload, count),
        start: (as, scene) => startLearner({ as, history: scene }),
        begin: (learner, ground) => begin(learner as LearnerProcess, ground),
        leave: (group, members) => cluster.leaveGroup(group, members),
        committed: ({ group, testTopic }) => cluster.committed(group, testTopic),
      },
      { effect },
    );
    await attach('crash-points.md', crashTable(report));
    return report;
  } finally {
    await startAhead(1);
  }
}
