import {
  attempt,
  type CheckContext,
  type HistoryEvent,
  kafkaClient,
  type LearnerError,
  type LearnerProcess,
  type LogRecord,
  mayHappen,
  membersIn,
  seconds,
  type TestGround,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';
import { subjectIn } from './letters.ts';
import { header } from './order.ts';

/** An order in a dead letter topic. */
export interface Letter {
  subject: string;
  key: string | null;
  value: string | Buffer | null;
  /** The headers that the order itself has. */
  own?: Record<string, string | Buffer>;
  /** Which of the origin topics it is from; null: no header says so. The first one without it. */
  from?: number | null;
}

/** A dead letter topic (`topic`, `records`) with the topics that its letters are from. */
export interface RedriveGround extends TestGround {
  origins: TestTopic[];
  transactionalId: string;
}

/** A redrive of a few letters takes 0.5 s on an idle machine. */
export const WITHIN_MS = 20_000;
/** The markers of a transaction follow its end after a few milliseconds. */
const STABLE_WITHIN_MS = 8_000;

export function letter(number: number, from: number | null = 0, customer = `customer-${number}`): Letter {
  const subject = `order-${number}`;
  return { subject, key: customer, value: `{"id" : "${subject}",  "customer" : "${customer}"}`, from };
}

export async function redriveGrounds(
  { cluster }: CheckContext,
  letters: readonly (readonly Letter[])[],
  count: number,
): Promise<RedriveGround[]> {
  const [dead, first, second] = await Promise.all([
    cluster.createTopics('orders.dead', count, { partitions: letters.length }),
    cluster.createTopics('orders', count, { partitions: 2 }),
    cluster.createTopics('returns', count, { partitions: 2 }),
  ]);
  return Promise.all(
    dead.map(async (testTopic, index) => {
      const origins = [first[index]!, second[index]!];
      const group = cluster.groupName('redrive');
      const records = letters.flatMap((each, partition) =>
        each.map(({ subject }, offset) => ({ subject, topic: testTopic.name, partition, offset })),
      );
      for (const [partition, each] of letters.entries())
        for (const [offset, one] of each.entries()) await bury(testTopic, origins, one, { partition, offset });
      await cluster.committed(group, testTopic); // its coordinator is up: kafkajs' admin asks once
      return { testTopic, topic: testTopic.name, group, records, origins, transactionalId: `${group}.writer` };
    }),
  );
}

/** Appends a dead letter, as the consumers of tasks 1 and 2 would; within a transaction where the end of that is given. */
export async function bury(
  topic: TestTopic,
  origins: readonly TestTopic[],
  { key, value, own, from = 0 }: Letter,
  { partition = 0, offset = 0, transaction = undefined as 'committed' | 'aborted' | undefined } = {},
): Promise<void> {
  const headers = {
    ...own,
    ...(from === null ? {} : { [header.topic]: origins[from]!.name }),
    [header.partition]: String(partition),
    [header.offset]: String(offset),
    [header.attempts]: '5',
    [header.due]: '1700000000000',
    [header.error]: 'Error',
    [header.message]: 'the gateway timed out',
    [header.time]: '2026-03-02T07:30:00.000Z',
  };
  const records = [{ key, value, headers }];
  if (transaction) await topic.appendInTransaction(records, { partition, committed: transaction === 'committed' });
  else await topic.append(records, { partition });
}

export function beginRedrive(
  learner: LearnerProcess,
  { topic, group, transactionalId }: RedriveGround,
): Promise<number> {
  learner.callWithinMs = WITHIN_MS * 3; // each check has a deadline of its own
  return learner.call<number>('redrive.ts', 'redrive', {
    kafka: kafkaClient(),
    deadLetterTopic: topic,
    groupId: group,
    transactionalId,
  });
}

/** How a redrive ended. */
export interface Ended {
  /** How many it says it put back; undefined where it rejected. */
  moved: number | undefined;
  error: LearnerError | undefined;
  event: HistoryEvent;
}

/** Runs a redrive in a process of its own, to its end; nothing of it is left then. `prepare` may break its lane before. */
export async function redriven(
  context: CheckContext,
  ground: RedriveGround,
  { as = 'redrive', prepare = (_learner: LearnerProcess): void => {} } = {},
): Promise<Ended> {
  const { cluster, history, startLearner } = context;
  const learner = await startLearner({ as });
  prepare(learner);
  const begun = history.record('harness', `starts the ${as}`);
  const run = attempt(history, `${as}()`, beginRedrive(learner, ground));
  if (!(await run.settled(WITHIN_MS))) fail('never-over', [begun, stillRuns(context, as)]);
  await learner.kill();
  await cluster.leaveGroup(ground.group, membersIn(history));
  return {
    moved: run.outcome === 'resolved' ? (run.value as number) : undefined,
    error: run.error,
    event: run.event!,
  };
}

export const stillRuns = ({ history }: CheckContext, as: string): HistoryEvent =>
  history.record('harness', `the ${as} has not ended after ${seconds(WITHIN_MS)}`);

/** What came back to a topic, as a consumer that is read_committed sees it. */
export interface CameBack {
  records: { topic: TestTopic; subject: string; record: LogRecord }[];
  /** The topic where a transaction is still open: nobody who is read_committed gets what lies behind its beginning. */
  openIn: TestTopic | undefined;
}

export async function cameBack({ origins }: RedriveGround): Promise<CameBack> {
  const records: CameBack['records'] = [];
  let openIn: TestTopic | undefined;
  for (const topic of origins)
    for (const { partition } of await topic.partitions()) {
      // The markers are written after the answer that says “committed”.
      const isStable = async () => (await topic.lastStableOffset(partition)) === (await topic.endOffset(partition));
      if (!(await mayHappen('no transaction is open', isStable, { withinMs: STABLE_WITHIN_MS }))) openIn = topic;
      for (const record of await topic.read(partition, 'read_committed'))
        records.push({ topic, subject: subjectIn(record) ?? 'something else', record });
    }
  return { records, openIn };
}

/** Of these subjects those that are there that often. */
export function thatAreThere(
  { records }: CameBack,
  { records: letters }: Pick<RedriveGround, 'records'>,
  isSo: (times: number) => boolean,
): string[] {
  const times = (wanted: string) => records.filter(({ subject }) => subject === wanted).length;
  return letters.map(({ subject }) => subject).filter((subject) => isSo(times(subject)));
}

/** Fails unless each letter is back once; `evidence` is what came before, `lastError` what the last redrive threw. */
export async function exactlyOnce(
  { history, cluster }: CheckContext,
  ground: RedriveGround,
  evidence: readonly HistoryEvent[],
  lastError: LearnerError | undefined,
): Promise<void> {
  const back = await cameBack(ground);
  if (back.openIn) fail('left-open', [...evidence, history.record('broker 1', stillOpen(back.openIn))]);
  const [doubled] = thatAreThere(back, ground, (times) => times > 1);
  if (doubled) fail('put-back-twice', [...evidence, history.record('broker 1', `${doubled} is back twice`)]);
  const [lost] = thatAreThere(back, ground, (times) => times === 0);
  if (!lost) return;
  const { partition, offset } = ground.records.find(({ subject }) => subject === lost)!;
  // Where the offset has not passed it, the next redrive finds it: what went wrong is the error.
  const offsets = await cluster.committed(ground.group, ground.testTopic);
  const isPassed = (offsets.find((part) => part.partition === partition)?.offset ?? -1) > offset;
  if (lastError && !isPassed) throw lastError;
  fail('letter-lost', [...evidence, nowhere(history, lost)]);
}

export const stillOpen = ({ alias }: TestTopic): string =>
  `a transaction is still open in ${alias}: nobody can read on`;

export const nowhere = (history: CheckContext['history'], subject: string): HistoryEvent =>
  history.record('broker 1', `${subject} is not back, and no later redrive will find it`);

export const twice = ({ history }: CheckContext, subject: string, times: number): HistoryEvent =>
  history.record('broker 1', `${subject} is back ${times} times`);
