import {
  bootstrapBrokers,
  type Check,
  type CheckContext,
  eventually,
  type HistoryEvent,
  inconclusive,
  kafkaClient,
  type LearnerProcess,
  mustHappen,
  seconds,
  type TestTopic,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import type { Predictions } from './predict.ts';

const PARTITIONS = 3;
/** A member that is started again must ask to join before it is over. */
const SESSION_MS = 4_000;
/** So often an order comes to each partition: what the standstill is measured with. */
const EVERY_MS = 50;
/** As members.ts says. */
const BEATS_EVERY_MS = SESSION_MS / 10;
/** The new protocol must be better by so much, or this machine was too busy to tell. */
const BETTER_BY = 2;
const WITHIN_MS = 15_000;

type Protocol = 'startEagerMember' | 'startIncrementalMember';

/** Task 4: what was expected, and what comes. A wrong expectation fails nothing. */
export function standstillChecks(check: Check): void {
  check('you said how long the others stand still, and saw it', { task: 4 }, async (context) => {
    const { eagerMs, incrementalMs } = await predictions(context);
    const eager = await standstill(context, 'startEagerMember');
    const incremental = await standstill(context, 'startIncrementalMember');
    if (eager < incremental * BETTER_BY) inconclusive('the two differed less than the pauses of a busy machine');
    context.note(`Eager (kafkajs): you said ${seconds(eagerMs, 1)}, it was ${seconds(eager, 1)}.`);
    context.note(`KIP-848: you said ${seconds(incrementalMs, 1)}, it was ${seconds(incremental, 1)}.`);
  });

  check('you said how many of four members have nothing to do, and saw it', { task: 4 }, async (context) => {
    const { idleMembers } = await predictions(context);
    const topic = await context.cluster.createTopic('orders', { partitions: PARTITIONS });
    const group = context.cluster.groupName('readers');
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await startMember(context, 'startEagerMember', topic, group, name);
    const has = (name: string) => partitionsOf(context.history.events, name)?.length;
    const idle = () => names.filter((name) => has(name) === 0).length;
    const isShared = () => names.reduce((sum, name) => sum + (has(name) ?? 0), 0) === PARTITIONS;
    await mustHappen('the partitions are shared', () => isShared() && idle() > 0, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the four members did not share the partitions in time'),
    });
    context.note(`Four members, three partitions: you said ${idleMembers} idle, it was ${idle()}.`);
  });
}

async function predictions({ history, startLearner }: CheckContext): Promise<Predictions> {
  const learner = await startLearner({ as: 'you' });
  const said = (await learner.call<Predictions | undefined>('predictions.ts', 'predict')) ?? {};
  const missing = (['eagerMs', 'incrementalMs', 'idleMembers'] as const).find(
    (name) => !((said as Partial<Predictions>)[name]! >= 0 && Number.isFinite(said[name as keyof typeof said])),
  );
  if (missing) fail('no-prediction', [history.record('you', `said of ${missing} nothing, or no number from 0 on`)]);
  return said as Predictions;
}

/** The longest time for which no order of a partition of the survivors was read, in ms. */
async function standstill(context: CheckContext, protocol: Protocol): Promise<number> {
  const { cluster, history } = context;
  const topic = await cluster.createTopic('orders', { partitions: PARTITIONS });
  const group = cluster.groupName('readers');
  const scene = protocol === 'startEagerMember' ? 'eager' : 'KIP-848';
  const name = (which: string) => `${scene} ${which}`;
  const victim = await startMember(context, protocol, topic, group, name('a'));
  for (const which of ['b', 'c']) await startMember(context, protocol, topic, group, name(which));
  const has = (which: string) => partitionsOf(history.events, name(which));
  const isShared = () => ['a', 'b', 'c'].every((which) => has(which)?.length === 1);
  await mustHappen(`three members (${scene}) share the partitions`, isShared, {
    withinMs: WITHIN_MS,
    otherwise: () => inconclusive(`three members (${scene}) did not share the partitions in time`),
  });
  const theirs = [...has('b')!, ...has('c')!];
  const orders = keepAppending(topic);
  try {
    await eventually('all is read', () =>
      theirs.every((partition) => readsOf(history.events, topic, partition).length > 2),
    );
    const heir = await prepareMember(context, name('a again'));
    await victim.kill();
    const killed = history.record('harness', `killed ${name('a')}, and started it again`, { kind: 'fault' });
    await join(heir, protocol, topic, group);
    const [asks] = wireOf(history, 'request', 'JoinGroup').filter(({ details }) => details.process === name('a again'));
    const afterMs = asks ? asks.atMs - killed.atMs : 0;
    if (afterMs > SESSION_MS - BEATS_EVERY_MS)
      inconclusive(
        `the member that was started again asked to join ${seconds(afterMs, 1)} after the death, when the dead one’s session was over`,
      );
    // It has its partition: the rebalance is over.
    await mustHappen('the group is complete', () => (has('a again')?.length ?? 0) > 0, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive(`the member that was started again (${scene}) got no partition in time`),
    });
    const over = history.record('harness', 'the group is complete again');
    const isReadOn = (partition: number) => readsOf(history.events, topic, partition).some(({ n }) => n > over.n);
    await eventually('all is read on', () => theirs.every(isReadOn), { withinMs: WITHIN_MS });
    return Math.max(...theirs.map((partition) => longestPause(readsOf(history.events, topic, partition), killed)));
  } finally {
    await orders.stop();
  }
}

async function startMember(
  context: CheckContext,
  protocol: Protocol,
  topic: TestTopic,
  groupId: string,
  as: string,
): Promise<LearnerProcess> {
  const learner = await prepareMember(context, as);
  await join(learner, protocol, topic, groupId);
  return learner;
}

/** A process whose program is loaded: what a busy machine needs for that is no part of a rebalance. */
async function prepareMember({ startLearner }: CheckContext, as: string): Promise<LearnerProcess> {
  const learner = await startLearner({ as });
  await learner.call('predictions.ts', 'predict');
  return learner;
}

function join(learner: LearnerProcess, protocol: Protocol, topic: TestTopic, groupId: string): Promise<void> {
  const options = { kafka: kafkaClient(), bootstrapBrokers: bootstrapBrokers(), topic: topic.name, groupId };
  return learner.call('predictions.ts', protocol, { ...options, sessionTimeoutMs: SESSION_MS });
}

/** The partitions that a member was given last. */
function partitionsOf(events: readonly HistoryEvent[], process: string): number[] | undefined {
  return (['SyncGroup', 'ConsumerGroupHeartbeat'] as const)
    .flatMap((api) => wireOf({ events }, 'answer', api))
    .filter(({ details }) => details.process === process)
    .flatMap(({ details }) => (details.partitions ? [details.partitions.map(({ partition }) => partition)] : []))
    .at(-1);
}

/** The answers that gave orders of a partition to whomever. */
const readsOf = (events: readonly HistoryEvent[], { name }: TestTopic, partition: number) =>
  wireOf({ events }, 'answer', 'Fetch').filter(({ details }) =>
    details.partitions?.some((part) => part.topic === name && part.partition === partition && (part.records ?? 0) > 0),
  );

/** The longest time between two reads that ended after an event, in ms. */
function longestPause(reads: readonly HistoryEvent[], since: HistoryEvent): number {
  const gaps = reads.slice(1).map((read, index) => (read.n > since.n ? read.atMs - reads[index]!.atMs : 0));
  return Math.max(...gaps);
}

/** An order to each partition, again and again. */
function keepAppending(topic: TestTopic): { stop(): Promise<void> } {
  let isOver = false;
  const each = async (partition: number): Promise<void> => {
    for (let number = 1; !isOver; number++) {
      await topic.append([{ key: 'order', value: String(number) }], { partition });
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  const all = Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => each(partition)));
  return {
    stop: async () => {
      isOver = true;
      await all;
    },
  };
}
