import type { CrashPoint } from '../crash/crash-point.ts';
import { type CrashReport, crashPoints as tryCrashPoints } from '../crash/crash-points.ts';
import { type ShutdownReport, shutdownPoints as tryShutdownPoints } from '../crash/shutdown-points.ts';
import type { Stage, Subject } from '../crash/subject.ts';
import type { HistoryEvent } from '../history/events.ts';
import type { CheckContext } from './check-context.ts';
import { crashTable } from './crash-table.ts';
import { makeGrounds, type TestGround, type Workload } from './grounds.ts';
import type { LearnerProcess } from './learner-process.ts';
import { inconclusive } from './verdicts.ts';

/** On two cores, more processes at once do not end sooner. */
const LANES = 4;

/** A run that is over: where it was played, and its story. */
export interface Run<G> {
  ground: G;
  events: readonly HistoryEvent[];
}

export interface CrashPointsOptions<G extends TestGround, Left extends object = object> {
  workload: Workload;
  /** What the program's effect is called. */
  effect: string;
  /** Makes that many grounds; without it, topics with the workload and groups of their own. */
  grounds?(count: number): Promise<G[]>;
  /** Begins the program in a new process. */
  begin(learner: LearnerProcess, ground: G): Promise<unknown>;
  /** Where the program's work is rows: the subjects whose rows are committed. Asked after its database commands. */
  worked?(ground: G): Promise<ReadonlySet<string>>;
  /** True where `worked` alone says what is over: a record that is committed may wait in another topic. */
  isOverByWorld?: boolean;
  /** With what an effect fails, the n-th time that it is asked for on a ground, by whichever process; it happens where this says nothing. */
  failure?(subject: string, times: number, ground: G): string | undefined;
  /** Told of each effect that happened, on which ground: a check may keep what the program saves. */
  happened?(subject: string, ground: G): void;
  /** True where the call in `begin` resolves when all is worked off, and the program does not wait for more. */
  endsByItself?: boolean;
  /** The longest wait of its own that the task allows the program, in ms; without it, only the clock says that it is stuck. */
  ownWaitMs?: number;
  /** What a run has left in the world, such as rows; asked once for each when all are over, since grounds go with the check. */
  left?(run: Run<G>): Promise<Left>;
  /** What came of a point, thing by thing, for the table of all; without it, what its effects tell. */
  cameOf?(point: CrashPoint<G> & Left): readonly string[];
}

/** A crash report whose runs tell what they have left in the world. */
export interface JudgedReport<G extends TestGround, Left> extends CrashReport<G> {
  calm: CrashReport<G>['calm'] & Left;
  points: (CrashPoint<G> & Left)[];
}

/** Kills the program at each of its boundaries, each time on a topic and a group of its own, and lets a successor go on. */
export async function crashPoints<G extends TestGround = TestGround, Left extends object = object>(
  context: CheckContext,
  options: CrashPointsOptions<G, Left>,
): Promise<JudgedReport<G, Left>> {
  const { left, cameOf } = options;
  const report = await onStage(context, options, (stage) => tryCrashPoints(stage, options));
  const judged = async <R extends Run<G>>(run: R) => ({ ...run, ...(await left?.(run)) }) as R & Left;
  const calm = await judged(report.calm);
  const points = await Promise.all(report.points.map(judged));
  await context.attach('crash-points.md', crashTable(report, cameOf && points.map((point) => cameOf(point))));
  return { ...report, calm, points };
}

/** Sends the program SIGTERM at each of its boundaries; it must end by itself within `withinMs`, and a successor goes on. */
export async function shutdownPoints<G extends TestGround = TestGround>(
  context: CheckContext,
  options: CrashPointsOptions<G> & { withinMs: number },
): Promise<ShutdownReport> {
  return onStage(context, options, (stage) => tryShutdownPoints(stage, options));
}

/** A process as crash points see it. */
interface LearnerSubject extends Subject {
  learner: LearnerProcess;
}

async function onStage<G extends TestGround, Report>(
  { cluster, history, startLearner, startAhead, timed, isInspected }: CheckContext,
  {
    workload,
    grounds,
    begin,
    worked,
    failure,
    happened,
    isOverByWorld = false,
    endsByItself = false,
    ownWaitMs,
  }: Omit<CrashPointsOptions<G>, 'left' | 'cameOf'>,
  play: (stage: Stage<G>) => Promise<Report>,
): Promise<Report> {
  if (isInspected) inconclusive('crash points are not tried under a debugger; run the lab without --inspect for them');
  await startAhead(LANES);
  try {
    return await play({
      history,
      timed,
      lanes: LANES,
      grounds: grounds ?? ((count) => makeGrounds(cluster, workload, count) as Promise<G[]>),
      start: async (as, scene) => subjectOf(await startLearner({ as, history: scene })),
      begin: (subject, ground) => begin((subject as LearnerSubject).learner, ground),
      leave: (group, members) => cluster.leaveGroup(group, members),
      committed: ({ group, testTopic }) => cluster.committed(group, testTopic),
      isOverByWorld,
      endsByItself,
      ...(ownWaitMs === undefined ? {} : { ownWaitMs }),
      ...(worked ? { worked } : {}),
      ...(failure ? { failure } : {}),
      ...(happened ? { happened } : {}),
    });
  } finally {
    await startAhead(1);
  }
}

const subjectOf = (learner: LearnerProcess): LearnerSubject => ({
  learner,
  name: learner.name,
  lane: learner.lane,
  databaseLane: learner.hasDatabase ? learner.databaseLane : undefined,
  problem: learner.problem,
  answerEffects: (handler) => learner.answerEffects(handler),
  kill: () => learner.kill(),
  signal: (name) => learner.signal(name),
  exit: (withinMs) => learner.exit(withinMs),
});
