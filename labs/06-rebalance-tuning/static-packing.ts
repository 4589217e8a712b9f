import {
  bootstrapBrokers,
  type CheckContext,
  type Effect,
  effect,
  type HistoryEvent,
  inconclusive,
  type LearnerProcess,
  makeGround,
  mayHappen,
  mustHappen,
  seconds,
  type TestGround,
  wireOf,
} from '#testing';
import { type Code, fail } from './judging.ts';
import type { StaticPackerOptions } from './static-order.ts';

/** What takes 50 ms on an idle machine. */
export const WITHIN_MS = 20_000;
/** A group of three forms in 0.5 s; with a heartbeat every 3 s, the client's own default, in 7 s. */
const FORMS_WITHIN_MS = 30_000;

export type Timing = Pick<StaticPackerOptions, 'restartTakesMs' | 'replaceAfterMs'>;

/** A packer in a process that may end. */
export interface StaticPacker {
  name: string;
  /** How the history names its process: another one after a restart. */
  as: string;
  learner: LearnerProcess;
  /** Why the program's function rejected, where it did. */
  problem?: unknown;
}

export async function staticGround({ cluster }: CheckContext, partitions: number): Promise<TestGround> {
  const empty = Array.from({ length: partitions }, () => []);
  const ground = await makeGround(cluster, empty, { group: 'packers' });
  // With `retries: 0` a program does not wait for a coordinator, and a new cluster has none yet.
  await cluster.committed(ground.group, ground.testTopic);
  return ground;
}

/** A process for a packer that has not begun yet. Packing is done at once, unless `answer` says otherwise. */
export async function preparePacker(
  context: CheckContext,
  { name, as = name, answer = (call) => call.done() }: { name: string; as?: string; answer?(call: Effect): void },
): Promise<StaticPacker> {
  const learner = await context.startLearner({ as });
  learner.mayEnd(); // what its end means depends on what the group has told it
  learner.answerEffects(answer);
  return { name, as, learner };
}

/** Not awaited to the end: a packer that waits for others to rejoin resolves when they have. */
export function begin(packer: StaticPacker, { topic, group }: TestGround, timing: Timing): void {
  packer.learner.callWithinMs = FORMS_WITHIN_MS;
  packer.learner
    .call('static-packer.ts', 'startStaticPacker', {
      bootstrapBrokers: bootstrapBrokers(),
      topic,
      groupId: group,
      name: packer.name,
      pack: effect('pack'),
      ...timing,
    })
    .catch((error: unknown) => {
      packer.problem = error;
    });
}

/** Started long ago, and not a word: the machine is too busy. */
const STARTS_WITHIN_MS = 40_000;

/** Waits until a process that was told to begin has asked to join; how long that takes is the machine's matter. */
export async function asksToJoin(context: CheckContext, packer: StaticPacker): Promise<void> {
  const { history } = context;
  const hasAsked = () =>
    joinRequests(history, packer.as).length > 0 || exitOf(history, packer.as) || packer.problem !== undefined;
  await mustHappen('it asks to join', hasAsked, {
    withinMs: STARTS_WITHIN_MS,
    otherwise: () => inconclusive(`${packer.as} did not ask to join the group within ${seconds(STARTS_WITHIN_MS)}`),
  });
}

const of = (as: string, { details }: { details: { process: string } }) => details.process === as;
const isTaken = ({ details }: { details: { errors?: string[] } }) => !details.errors?.length;

export const joinRequests = ({ events }: { events: readonly HistoryEvent[] }, as: string) =>
  wireOf({ events }, 'request', 'JoinGroup').filter((event) => of(as, event));

/** The last answer by which a process joined the group. */
export const joinOf = ({ events }: { events: readonly HistoryEvent[] }, as: string) =>
  wireOf({ events }, 'answer', 'JoinGroup')
    .filter((event) => of(as, event) && isTaken(event))
    .at(-1);

/** The partitions that a process has; undefined while it joins. */
export function partitionsOf({ events }: { events: readonly HistoryEvent[] }, as: string): number[] | undefined {
  const join = joinOf({ events }, as);
  const sync = wireOf({ events }, 'answer', 'SyncGroup').findLast((event) => of(as, event));
  if (!join || !sync || sync.n < join.n || !isTaken(sync)) return undefined;
  return sync.details.partitions?.map(({ partition }) => partition);
}

/** The event with which a process ended. */
export const exitOf = ({ events }: { events: readonly HistoryEvent[] }, as: string): HistoryEvent | undefined =>
  events.find(({ details }) => details.kind === 'exit' && details.process === as);

/** Whether each packer has a share of one generation, fetches it, and has been told by the group that all is well. */
function isFormed({ history }: CheckContext, packers: readonly StaticPacker[], partitions: number): boolean {
  const generations = new Set(packers.map(({ as }) => joinOf(history, as)?.details.generation));
  const shares = packers.map(({ as }) => partitionsOf(history, as) ?? []);
  if (generations.size !== 1 || generations.has(undefined)) return false;
  if (shares.some((share) => share.length === 0) || shares.flat().length !== partitions) return false;
  return packers.every(({ as }) => {
    const since = joinOf(history, as)!.n;
    const later = (event: { n: number; details: { process: string } }) => of(as, event) && event.n > since;
    const beats = wireOf(history, 'answer', 'Heartbeat').filter(later);
    return beats.some(isTaken) && wireOf(history, 'request', 'Fetch').some(later);
  });
}

/** Starts packers, one for each partition, and waits until the group is stable: what happens before is not judged. */
export async function formGroup(
  context: CheckContext,
  ground: TestGround,
  timing: Timing,
  packers: readonly StaticPacker[],
): Promise<void> {
  const { history } = context;
  for (const packer of packers) begin(packer, ground, timing);
  const wrong = () => packers.find(({ problem }) => problem)?.problem ?? wrongJoin(context, ground, packers);
  const isReady = () => isFormed(context, packers, packers.length) || wrong();
  await mayHappen('the group is stable', isReady, { withinMs: FORMS_WITHIN_MS });
  const join = wrongJoin(context, ground, packers);
  if (join) fail(...join);
  const { problem } = packers.find((packer) => packer.problem) ?? {};
  if (problem) throw problem;
  if (isFormed(context, packers, packers.length)) return;
  if (wireOf(history, 'request', 'ConsumerGroupHeartbeat').length > 0)
    inconclusive('these checks read the classic group protocol, and the program speaks the newer one');
  const ended = packers.flatMap(({ as }) => exitOf(history, as) ?? []).slice(0, 1);
  const seen = history.record('harness', `the group is not stable ${seconds(FORMS_WITHIN_MS)} later`);
  fail('orders-left-over', [...ended, seen]);
}

/** Packers that can never share the orders: in groups of their own, or under one name. */
function wrongJoin(
  { history }: CheckContext,
  { group }: TestGround,
  packers: readonly StaticPacker[],
): [code: Code, evidence: HistoryEvent[]] | undefined {
  const joins = packers.flatMap(({ as }) => joinRequests(history, as).slice(0, 1));
  const alien = joins.filter(({ details }) => details.group !== group);
  if (alien.length > 0)
    return [
      'another-group',
      alien.map((join) => ({ ...join, text: `asks to join the group “${join.details.group}”` })),
    ];
  const doubles = joins.filter(({ details: { instance } }, index) =>
    joins.some((other, at) => at !== index && instance !== undefined && other.details.instance === instance),
  );
  return doubles.length > 0 ? ['one-id-for-all', doubles.slice(0, 2)] : undefined;
}

/** SIGTERM; resolves when the process has ended. */
export async function endPacker(
  { history }: CheckContext,
  { as, learner }: StaticPacker,
  having = '',
): Promise<{ signal: HistoryEvent; ended: HistoryEvent; code: number | null }> {
  const signal = history.record('harness', `sent SIGTERM to ${as}${having}`, { kind: 'fault' });
  await learner.signal('SIGTERM');
  const exit = await learner.exit(WITHIN_MS);
  if (!exit) {
    const still = history.record('harness', `${as} still runs ${seconds(WITHIN_MS)} later`);
    fail('does-not-end', [signal, still]);
  }
  return { signal, ended: exitOf(history, as)!, code: exit.code };
}
