import {
  type AppliedCommandRule,
  type Check,
  type CheckContext,
  commitsOf,
  type HistoryEvent,
  type LearnerProcess,
  mayHappen,
  membersIn,
  mustHappen,
  pause,
  seconds,
  wireOf,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { begin, isWrite, rowsIn, whyUnwritten, writesIn } from './listener.ts';
import { ordersIn, upTo } from './orders.ts';
import { allWritten, type Running, start, WITHIN_MS } from './rows.ts';

/** Without an answer to its INSERT a program that waits commits nothing, however long one looks. */
const COMMITS_WITHIN_MS = 1_200;
/** One that lets the broker fill its batch asks once in a while only. */
const ASKS_WITHIN_MS = 1_500;
/** A handler that does not wait has read 100 orders by then. */
const READS_ON_WITHIN_MS = 1_000;
/** A program that is going to end, or to write once more, does so within this time. */
const GIVES_UP_WITHIN_MS = 3_000;

/** While a batch is being written. */
export function troubleChecks(check: Check): void {
  check('no offset moves past a row that is not written', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn([1, 3, 5, 7, 9, 11], [2, 4, 6]);
    let held: Promise<unknown> | undefined;
    const running = await start(context, {
      orders,
      batchSize: 3,
      batchTimeoutMs: 300,
      rules: ({ databaseLane }) => {
        held = databaseLane.add({ where: ({ verb }) => verb === 'INSERT' || verb === 'REPLACE' }, { act: 'hold' }).hit;
      },
    });
    const isHeld = await Promise.race([held!.then(() => true), pause(WITHIN_MS)]);
    if (!isHeld) {
      const none = history.record('database', `no row came within ${seconds(WITHIN_MS)}`);
      fail('not-written', [none]);
    }
    const commits = () => wireOf(history, 'request', 'OffsetCommit');
    await mayHappen('a commit comes', () => commits().length > 0, { withinMs: COMMITS_WITHIN_MS });
    const written = new Set(await rowsIn(running.ground));
    const early = commits().find(({ details }) =>
      details.partitions?.some(({ partition, offset = 0 }) =>
        orders[partition]!.slice(0, Math.max(offset, 0)).some(({ subject }) => !written.has(subject)),
      ),
    );
    if (!early) return;
    const hold = history.record('harness', 'held that statement back: no row is written');
    const isAboutAll = (early.details.partitions ?? []).length > 1;
    fail(
      isAboutAll && isOneNumber(early.details.partitions) ? 'one-offset-for-all-partitions' : 'commit-before-write',
      [...writesIn(history.events).slice(0, 1), hold, early],
    );
  });

  check('while a batch is being written, reading soon stops, and no commit passes it', {}, async (context) => {
    const { history } = context;
    const [first, rest] = [ordersIn(upTo(3)), ordersIn(upTo(103)).map((records) => records.slice(3))];
    let held!: AppliedCommandRule;
    const batchSize = 10;
    const running = await start(context, {
      orders: first,
      batchSize,
      batchTimeoutMs: 200,
      rules: (learner) => {
        held = holdAnswer(learner);
      },
    });
    await beHeld(context, held, 'tail-never-written');
    await running.ground.testTopic.append([...rest[0]!]);
    const since = history.record('harness', 'held the database’s answer back, and appended 100 more orders');
    const readTo = () => Math.max(0, ...fetchesIn(history.events, since.n).map(({ offset }) => offset));
    const isFar = () => readTo() > 3 + batchSize * 3;
    await mayHappen('the listener reads on', isFar, { withinMs: READS_ON_WITHIN_MS });
    const far = isFar() ? fetchesIn(history.events, since.n).find(({ offset }) => offset === readTo()) : undefined;
    held.release();
    if (far) fail('piles-up-in-memory', [...writesIn(history.events).slice(0, 1), since, far.event]);
    await allWritten(context, running, [[...first[0]!, ...rest[0]!]]);
    const early = passing(history.events);
    if (early) fail('commit-before-write', [early, history.record('database', 'had confirmed fewer rows by then')]);
  });

  check('an INSERT that fails loses no row', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn(upTo(5));
    let cut!: AppliedCommandRule;
    const running = await start(context, {
      orders,
      batchSize: 3,
      batchTimeoutMs: 200,
      rules: (learner) => {
        learner.mayEnd(); // giving up is a right answer
        cut = learner.databaseLane.add({ where: ({ verb }) => isWrite(verb) }, { act: 'cut' });
      },
    });
    await mustHappen('a statement is cut off', () => cut.hits > 0, {
      withinMs: WITHIN_MS,
      otherwise: () => fail('not-written', wireOf(history, 'answer', 'Fetch').slice(0, 1)),
    });
    const fault = history.record('harness', 'cut the connection to the database before it had the first batch');
    await running.learner.exit(GIVES_UP_WITHIN_MS);
    await succeed(context, running);
    const ids = orders[0]!.map(({ subject }) => subject);
    let rows: string[] = [];
    const isThere = async () => {
      rows = await rowsIn(running.ground);
      return ids.every((id) => rows.includes(id));
    };
    await mustHappen('every order is a row', isThere, {
      withinMs: WITHIN_MS,
      otherwise: () => {
        const missing = ids.findIndex((id) => !rows.includes(id));
        const commit = commitsOf(history).find(
          ({ n, details }) => n > fault.n && details.partitions?.some(({ offset = 0 }) => offset > missing),
        );
        const gone = history.record('database', 'the table never holds some of the orders');
        if (!commit) fail(whyUnwritten(history.events), [fault, gone]);
        const moved = history.record('broker 1', 'the group’s offset has moved past them');
        fail('failed-and-committed', [fault, moved, gone]);
      },
    });
  });

  check('SIGTERM while a batch fills up loses no row and writes none twice', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn(upTo(5));
    const running = await start(context, { orders, batchSize: 3, batchTimeoutMs: 3_000 });
    const isFirstWritten = async () => (await rowsIn(running.ground)).length >= 3;
    await mustHappen('the first batch is written', isFirstWritten, {
      withinMs: WITHIN_MS,
      otherwise: () => fail('not-written', wireOf(history, 'answer', 'Fetch').slice(0, 1)),
    });
    // The rest of what was fetched is in its batch once it asks for more.
    const written = history.last(1)[0]!;
    const asksForMore = () => fetchesIn(history.events, written.n).length > 0;
    await mayHappen('the listener asks for more', asksForMore, { withinMs: ASKS_WITHIN_MS });
    const signal = history.record('harness', 'sent SIGTERM to the listener, while a batch fills up', { kind: 'fault' });
    await running.learner.signal('SIGTERM');
    await mustEndWell(context, running, signal, 5);
  });

  check('SIGTERM while a batch is being written waits for its commit', {}, async (context) => {
    const { history } = context;
    let held!: AppliedCommandRule;
    const running = await start(context, {
      orders: ordersIn(upTo(3)),
      batchSize: 3,
      batchTimeoutMs: 200,
      rules: (learner) => {
        held = holdAnswer(learner);
      },
    });
    await beHeld(context, held);
    const signal = history.record('harness', 'sent SIGTERM to the listener, which waits for the database', {
      kind: 'fault',
    });
    await running.learner.signal('SIGTERM');
    held.release();
    await mustEndWell(context, running, signal, 3);
  });
}

/** Holds the answer to the first statement that wrote rows. */
const holdAnswer = ({ databaseLane }: LearnerProcess): AppliedCommandRule =>
  databaseLane.add({ at: 'answer', where: ({ verb, rows = 0 }) => isWrite(verb) && rows > 0 }, { act: 'hold' });

async function beHeld({ history }: CheckContext, held: AppliedCommandRule, code: Code = 'not-written'): Promise<void> {
  await mustHappen('rows are written', () => held.hits > 0, {
    withinMs: WITHIN_MS,
    otherwise: () => fail(code, wireOf(history, 'answer', 'Fetch').slice(0, 1)),
  });
}

/** Lets another listener take over from one that has ended, or is to end now. */
async function succeed(context: CheckContext, { learner, ground }: Running): Promise<void> {
  await learner.kill();
  await context.cluster.leaveGroup(ground.group, membersIn(context.history)); // should it not have left
  const successor = await context.startLearner({ as: 'listener 2' });
  await begin(successor, ground, { batchSize: 3, batchTimeoutMs: 200 });
}

/** After SIGTERM: the listener ends, and when the next one is at the end, each row is there once. */
async function mustEndWell(
  context: CheckContext,
  running: Running,
  signal: HistoryEvent,
  count: number,
): Promise<void> {
  const { cluster, history } = context;
  const { learner, ground } = running;
  const exit = await learner.exit(WITHIN_MS);
  if (!exit)
    fail('never-ends', [signal, history.record('harness', `the listener still runs after ${seconds(WITHIN_MS)}`)]);
  const ended = history.last(1, 'exit')[0]!;
  await succeed(context, running);
  const ids = upTo(count).map((number) => `order-${number}`);
  let rows: string[] = [];
  const isAll = async () => {
    rows = await rowsIn(ground);
    const [{ offset = -1 } = {}] = await cluster.committed(ground.group, ground.testTopic);
    return ids.every((id) => rows.includes(id)) && offset >= ids.length;
  };
  await mayHappen('the next listener has written the rest', isAll, { withinMs: WITHIN_MS });
  const missing = ids.find((id) => !rows.includes(id));
  if (missing) {
    const passed = commitsOf(history).find(({ details }) =>
      details.partitions?.some(({ offset = 0 }) => offset > ids.indexOf(missing)),
    );
    const gone = history.record('database', 'the table never holds some of the orders');
    fail(passed ? 'rows-missing' : whyUnwritten(history.events), [signal, ...(passed ? [passed] : []), gone]);
  }
  const isDoubled = ids.some((id) => rows.indexOf(id) !== rows.lastIndexOf(id));
  const twice = history.record('database', 'the table holds some orders twice');
  const late = writesIn(history.events, signal.n).slice(0, 1);
  const last = commitsOf(history)
    .filter(({ details }) => details.process === learner.name)
    .at(-1);
  const isShort = last && !writesIn(history.events, last.n).some((each) => isOf(learner, each));
  if (isDoubled && isShort) fail('commits-short', [signal, last, ended, twice]);
  if (isDoubled) fail(last || count === 3 ? 'flushed-not-committed' : 'never-commits', [signal, ...late, ended, twice]);
  if (exit.code !== 0) fail('bad-end', [signal, ended]);
}

const isOf = ({ name }: LearnerProcess, { details }: HistoryEvent): boolean =>
  'process' in details && details.process === name;

interface Fetched {
  offset: number;
  event: HistoryEvent;
}

/** From where the program fetched, since an event. */
const fetchesIn = (events: readonly HistoryEvent[], since: number): Fetched[] =>
  wireOf({ events }, 'request', 'Fetch')
    .filter(({ n }) => n > since)
    .flatMap((event) => (event.details.partitions ?? []).map(({ offset = 0 }) => ({ offset, event })));

/** The first commit of a partition (there is one only) that passed what the database had said of its rows. */
function passing(events: readonly HistoryEvent[]): HistoryEvent | undefined {
  let written = 0;
  for (const event of events) {
    const { details } = event;
    if (details.kind === 'reply' && isWrite(details.verb)) written += details.rows ?? 0;
    if (details.kind !== 'request' || details.api !== 'OffsetCommit') continue;
    if (details.partitions?.some(({ offset = 0 }) => offset > written)) return event;
  }
  return undefined;
}

const isOneNumber = (partitions: readonly { offset?: number }[] = []): boolean =>
  partitions.every(({ offset }) => offset === partitions[0]!.offset);
