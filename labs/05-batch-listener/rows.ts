import {
  type CheckContext,
  commitsOf,
  type HistoryEvent,
  type LearnerProcess,
  mayHappen,
  only,
  type Workload,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  type Batching,
  begin,
  type ListenerGround,
  LOG_OF_ROWS,
  listenerGrounds,
  rowsIn,
  whyUnwritten,
  writesIn,
} from './listener.ts';

/** What takes 50 ms on an idle machine. */
export const WITHIN_MS = 10_000;
/** No flush of its own begins so long after the last: longer than each timeout of these checks. */
const NO_MORE_ROWS_MS = 700;

export interface Running {
  ground: ListenerGround;
  learner: LearnerProcess;
}

export interface Start extends Batching {
  orders: Workload;
  table?: readonly string[];
  rules?(learner: LearnerProcess): void;
}

/** Starts a listener on a ground of its own. */
export async function start(
  context: CheckContext,
  { orders, table = LOG_OF_ROWS, rules, ...batching }: Start,
): Promise<Running> {
  const ground = only(await listenerGrounds(context, orders, 1, table));
  const learner = await context.startLearner({ as: 'listener' });
  rules?.(learner);
  await begin(learner, ground, batching);
  return { ground, learner };
}

/** Waits until each order is in the table and no more rows come. Fails where one never comes, or stands there twice. */
export async function allWritten(
  context: CheckContext,
  { ground }: Pick<Running, 'ground'>,
  orders: Workload,
  withinMs = WITHIN_MS,
): Promise<void> {
  const ids = orders.flat().map(({ subject }) => subject);
  let rows: string[] = [];
  let since = performance.now();
  const isOver = async () => {
    const now = await rowsIn(ground);
    if (now.length !== rows.length) since = performance.now();
    rows = now;
    if (rows.length > ids.length * 2) return true; // again and again
    return ids.every((id) => rows.includes(id)) && performance.now() - since > NO_MORE_ROWS_MS;
  };
  await mayHappen('every order is a row', isOver, { withinMs });
  mustBeOnce(context, ids, rows);
}

function mustBeOnce({ history }: CheckContext, ids: string[], rows: string[]): void {
  const isDoubled = ids.some((id) => rows.indexOf(id) !== rows.lastIndexOf(id));
  const isMissing = ids.some((id) => !rows.includes(id));
  const writes = writesIn(history.events);
  if (isMissing) {
    const seen = history.record('database', 'some orders are not in the table');
    const passing = commitsOf(history).filter(({ details }) =>
      details.partitions?.some(({ offset = 0 }) => offset >= ids.length),
    );
    if (passing.length > 0 || isDoubled) fail('rows-missing', [...writes.slice(0, 1), ...passing.slice(-1), seen]);
    fail(whyUnwritten(history.events), [...writes.slice(0, 1), seen]);
  }
  if (isDoubled) {
    const seen = history.record('database', 'some orders are in the table twice');
    fail(readsAgain(history.events) ? 'same-batch-again' : 'rows-doubled', [...writes.slice(0, 2), seen]);
  }
}

/** Whether the client fetched from where it began once more, after it had been given records. */
function readsAgain(events: readonly HistoryEvent[]): boolean {
  const given = wireOf({ events }, 'answer', 'Fetch').find(({ details }) =>
    details.partitions?.some(({ records = 0 }) => records > 0),
  );
  return wireOf({ events }, 'request', 'Fetch').some(
    ({ n, details }) => given && n > given.n && details.partitions?.some(({ offset }) => offset === 0),
  );
}
