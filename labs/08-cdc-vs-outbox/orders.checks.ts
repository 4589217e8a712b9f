import {
  attempt,
  type Check,
  type CheckContext,
  databaseOf,
  eventually,
  type HistoryEvent,
  inconclusive,
  type LearnerProcess,
  seconds,
} from '#testing';
import { fail } from './judging.ts';
import type { OrderRow } from './order.ts';
import { type OutboxGround, openOrders, outboxGrounds, outboxIn, publishedIn, statusIn } from './outbox.ts';
import { mustBeGranted, triggered } from './server.ts';

const TASK = 3;
const WITHIN_MS = 10_000;
/** Who waits for a lock waits as long as the other holds it; who does not is through within 50 ms. */
const HELD_MS = 1_000;

const ORDER: OrderRow = { id: 'order-1', customer: 'customer-1', status: 'NEW', cents: 700 };

/** Task 3, the writer: an order and its event. */
export function ordersChecks(check: Check): void {
  check('an order and what there is to tell of it are stored together', { task: TASK }, async (context) => {
    const { ground, learner } = await writer(context);
    const orders = await openOrders(learner, ground);
    await did(context, 'place(order-1)', orders.place(ORDER));
    await did(context, 'changeStatus(order-1, PAID)', orders.changeStatus('order-1', 'PAID'));
    const [sent] = await publishedIn(ground);
    if (sent) fail('sends-by-itself', [seen(context, 'an event is in the topic, and no relay runs', 'broker 1')]);
    const events = await outboxIn(ground);
    const told = events.map(({ payload }) => statusIn(payload));
    if (told.join() !== 'NEW,PAID')
      fail('event-missing', [seen(context, `the outbox tells of order-1: ${told.join(', ') || 'nothing'}`)]);
    const wrong = events.find(
      ({ aggregatetype, aggregateid }) => aggregatetype !== 'order' || aggregateid !== 'order-1',
    );
    if (wrong)
      fail('wrong-aggregate', [
        seen(context, `an event of order-1 is about ${wrong.aggregatetype} ${wrong.aggregateid}`),
      ]);
    const typeless = events.find(({ type }, index) => type !== ['OrderPlaced', 'StatusChanged'][index]);
    if (typeless) fail('wrong-aggregate', [seen(context, `an event of order-1 has the type ${typeless.type}`)]);
  });

  check('what is not stored is not told', { task: TASK }, async (context) => {
    const { ground, learner } = await writer(context);
    const orders = await openOrders(learner, ground);
    const missing = attempt(context.history, 'changeStatus(order-9, PAID)', orders.changeStatus('order-9', 'PAID'));
    await settled(context, missing, 'changeStatus(order-9, PAID)');
    if (missing.outcome === 'resolved') fail('not-refused', [missing.event!, seen(context, 'there is no order-9')]);
    await did(context, 'place(order-1)', orders.place(ORDER));
    const again = attempt(context.history, 'place(order-1), once more', orders.place(ORDER));
    await settled(context, again, 'place(order-1)');
    const events = await outboxIn(ground);
    const ghost = events.find(({ aggregateid }) => aggregateid === 'order-9');
    if (ghost) fail('told-and-not-stored', [missing.event!, seen(context, 'the outbox tells of order-9')]);
    if (again.outcome === 'rejected' && events.length > 1)
      fail('told-and-not-stored', [again.event!, seen(context, 'the outbox tells twice that order-1 was placed')]);
    await did(context, 'changeStatus(order-1, PAID)', orders.changeStatus('order-1', 'PAID')); // nothing is left open
  });

  check('an order whose event is refused is not stored', { task: TASK }, async (context) => {
    const { ground, learner } = await writer(context);
    const { schema } = ground;
    // Nothing is to be undone later: that would wait for a transaction that was left open.
    await schema.query(
      "CREATE TRIGGER refusal BEFORE INSERT ON outbox FOR EACH ROW IF NEW.aggregateid = 'order-1' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the outbox does not take this row'; END IF",
    );
    const orders = await openOrders(learner, ground);
    const refused = context.history.record('harness', 'lets the database refuse every event of order-1', {
      kind: 'fault',
    });
    const placing = attempt(context.history, 'place(order-1)', orders.place(ORDER));
    await settled(context, placing, 'place(order-1)');
    await did(context, 'place(order-2)', orders.place({ ...ORDER, id: 'order-2' }));
    const [row] = await schema.query("SELECT id FROM orders WHERE id = 'order-1'");
    const told = (await outboxIn(ground)).some(({ aggregateid }) => aggregateid === 'order-1');
    if (row && !told)
      fail(triggered(context) ? 'stored-and-not-told' : 'event-missing', [
        refused,
        placing.event!,
        seen(context, 'order-1 is there, and nothing tells of it'),
      ]);
    if (!row && placing.outcome === 'resolved')
      fail('not-refused', [refused, placing.event!, seen(context, 'there is no order-1')]);
  });

  check(
    'of two who change one order, who is last in the table is last in the outbox',
    { task: TASK },
    async (context) => {
      const { ground, learner: first } = await writer(context, 'writer A');
      await ground.schema.query(
        "INSERT INTO orders (id, customer, status, cents) VALUES ('order-1', 'customer-1', 'NEW', 700)",
      );
      const second = await context.startLearner({ as: 'writer B' });
      const [a, b] = [await openOrders(first, ground), await openOrders(second, ground)];
      const update = first.databaseLane.add({ verb: 'UPDATE', nth: 1 }, { act: 'hold' });
      const paying = attempt(context.history, 'A: changeStatus(order-1, PAID)', a.changeStatus('order-1', 'PAID'));
      await eventually('A is about to write', () => update.hits > 0 || paying.outcome, { withinMs: WITHIN_MS });
      if (update.hits === 0) inconclusive('the program writes no status with UPDATE');
      const held = context.history.record('harness', 'keeps A’s UPDATE from the server', { kind: 'fault' });
      const shipping = attempt(
        context.history,
        'B: changeStatus(order-1, SHIPPED)',
        b.changeStatus('order-1', 'SHIPPED'),
      );
      await shipping.settled(HELD_MS);
      update.release();
      await settled(context, paying, 'changeStatus');
      await settled(context, shipping, 'changeStatus');
      const [row] = await ground.schema.query<{ status: string }>("SELECT status FROM orders WHERE id = 'order-1'");
      const told = (await outboxIn(ground)).map(({ payload }) => statusIn(payload));
      if (!told.includes(row!.status))
        fail('event-missing', [
          seen(context, `the table says ${row!.status}, the outbox says ${told.join(', ') || 'nothing'}`),
        ]);
      if (told.at(-1) !== row!.status)
        fail('told-in-another-order', [
          held,
          ...writesTo(context, 'outbox').slice(0, 2),
          seen(context, `the table says ${row!.status}, the outbox says ${told.join(', ')}`),
        ]);
    },
  );
}

async function writer(
  context: CheckContext,
  as = 'writer',
): Promise<{ ground: OutboxGround; learner: LearnerProcess }> {
  const [grounds, learner] = await Promise.all([outboxGrounds(context, 1), context.startLearner({ as })]);
  return { ground: grounds[0]!, learner };
}

/** Waits for a call that must succeed. Throws what it throws; a statement that is not granted has a diagnosis of its own. */
async function did(context: CheckContext, what: string, call: Promise<unknown>): Promise<void> {
  const tried = attempt(context.history, what, call);
  await settled(context, tried, what);
  if (tried.error) throw tried.error;
}

async function settled(context: CheckContext, tried: ReturnType<typeof attempt>, what: string): Promise<void> {
  if (!(await tried.settled(WITHIN_MS)))
    fail('writer-stuck', [seen(context, `${what} has not ended, ${seconds(WITHIN_MS)} later`)]);
  mustBeGranted(context);
}

const writesTo = ({ history }: CheckContext, table: string): HistoryEvent[] =>
  databaseOf(history, 'command').filter(({ details }) =>
    new RegExp(`INSERT\\s+INTO\\s+\`?${table}\\b`, 'i').test(details.sql),
  );

const seen = ({ history }: CheckContext, text: string, actor = 'database'): HistoryEvent => history.record(actor, text);
