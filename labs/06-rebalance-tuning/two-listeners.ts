import {
  type CheckContext,
  databaseOf,
  type HistoryEvent,
  inconclusive,
  type LearnerProcess,
  mustHappen,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  append,
  BATCH_SIZE,
  between,
  hasRead,
  type ListenerGround,
  listen,
  listenerGround,
  placeOf,
  rowsIn,
  WAITING,
  WITHIN_MS,
  written,
} from './listener.ts';
import {
  earlyCommit,
  hasWritten,
  type Stray,
  strayCommit,
  strayWrite,
  takenFrom,
  turnsOf,
  writtenAgain,
} from './ownership.ts';

/** Of each partition: two full batches, which are written and committed. */
export const FULL = BATCH_SIZE * 2;
/** Of each partition: those, and what waits behind them. */
export const READ = FULL + WAITING;
export const SESSION_MS = 10_000;
/** A frozen listener is thrown out after so long. */
export const SHORT_SESSION_MS = 3_000;
/** Until then rows wait: long enough for the second to join while a busy machine starts it. */
export const LONG_WAIT_MS = 8_000;
/** The timeout of a listener that is to write what it has. */
const SHORT_WAIT_MS = 300;
/** Early in the alphabet: it is given the partitions 0 and 2. */
export const SECOND = { clientId: 'archive', batchTimeoutMs: SHORT_WAIT_MS };

export interface Two {
  ground: ListenerGround;
  first: LearnerProcess;
  /** Not a member yet: only its process runs, so that it joins at once when it is told to. */
  second: LearnerProcess;
}

/** A ground of four partitions without orders, and two processes that were not told to listen yet. */
export async function twoListeners(context: CheckContext): Promise<Two> {
  const [ground, first, second] = await Promise.all([
    listenerGround(context, [[], [], [], []]),
    context.startLearner({ as: 'listener' }),
    context.startLearner({ as: 'listener 2' }),
  ]);
  return { ground, first, second };
}

/** The full batches of each partition are written; two more rows of each wait in memory. */
export async function rowsWait(context: CheckContext, ground: ListenerGround, first: LearnerProcess): Promise<void> {
  const { history } = context;
  await append(ground, between(0, FULL));
  const isWritten = async () => (await rowsIn(ground)).length >= 4 * FULL;
  await mustHappen('the full batches are written', isWritten, {
    withinMs: WITHIN_MS,
    otherwise: () =>
      fail('rows-not-written', [
        history.record('database', `the full batches were not written within ${seconds(WITHIN_MS)}`),
      ]),
  });
  await append(ground, between(FULL, READ));
  await hasRead(context, first, READ);
}

/** The second joins while rows wait; resolves with the fault when the first knows which partitions it has lost. */
export async function joinsAndTakes(
  { history }: CheckContext,
  ground: ListenerGround,
  first: LearnerProcess,
  second: LearnerProcess,
): Promise<HistoryEvent> {
  const joins = history.record('harness', 'started a second listener, while two rows of each partition wait', {
    kind: 'fault',
  });
  await listen(second, ground, { ...SECOND, sessionTimeoutMs: SESSION_MS });
  const knows = () => takenFrom(history.events, first.name).length > 0 && knowsOf(history.events, first.name);
  await mustHappen('partitions move', knows, {
    withinMs: WITHIN_MS,
    otherwise: () => inconclusive('no partition was given to the second listener within 15 s'),
  });
  const [join] = wireOf(history, 'request', 'JoinGroup').filter(({ details }) => details.process === second.name);
  const hasWaited = !databaseOf(history, 'command').some(
    ({ n, details }) =>
      n < join!.n && (details.sql.match(/order-\d+/g) ?? []).some((order) => placeOf(order).offset >= FULL),
  );
  if (!hasWaited) inconclusive('the rows were written before the second listener joined: none waited any more');
  return joins;
}

/** Whether a process knows what the group has given it last. */
export const knowsOf = (events: readonly HistoryEvent[], process: string): boolean =>
  (turnsOf(events, process).at(-1)?.knownFrom ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY;

/** Waits for the end of the story, and fails with what should not have happened in it. */
export async function judge(
  context: CheckContext,
  ground: ListenerGround,
  orders: ReturnType<typeof between>,
  fault: HistoryEvent,
): Promise<void> {
  const { history } = context;
  const { rows, missing } = await written(context, ground, orders, fault);
  const { events } = history;
  for (const process of ['listener', 'listener 2']) {
    const write = strayWrite(events, process);
    if (write) fail('writes-what-another-reads', proof(fault, write));
    const commit = strayCommit(events, process);
    if (commit) fail(hasWritten(events, commit) ? 'moves-anothers-offset' : 'offset-kept', proof(fault, commit));
    const again = writtenAgain(events, process);
    if (again) fail('kept-and-read-again', proof(fault, again));
  }
  const early = earlyCommit(
    events,
    orders.flat().map(({ subject }) => subject),
  );
  if (early) fail('offset-past-unwritten-rows', [fault, early, notThere(context)]);
  if (missing) fail(...missing);
  mustBeBounded(context, rows, fault);
}

const proof = (fault: HistoryEvent, { turn, event }: Stray): HistoryEvent[] => [fault, turn.given, event];

const notThere = ({ history }: CheckContext): HistoryEvent =>
  history.record('database', 'had not said by then that all rows before it are there');

/** At each rebalance the flush that was in hand may be repeated: a batch of each partition. */
function mustBeBounded({ history }: CheckContext, rows: readonly string[], fault: HistoryEvent): void {
  const again = rows.filter((id, index) => rows.indexOf(id) !== index);
  const ofPartition = (partition: number) => again.filter((id) => placeOf(id).partition === partition).length;
  const rebalances = Math.max(1, turnsOf(history.events, 'listener').length - 1);
  if ([0, 1, 2, 3].every((partition) => ofPartition(partition) <= BATCH_SIZE * rebalances)) return;
  fail('more-than-a-batch-doubled', [
    fault,
    history.record('database', 'the table holds more than one batch of a partition again'),
  ]);
}
