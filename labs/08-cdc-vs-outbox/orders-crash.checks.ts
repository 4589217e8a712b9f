import {
  type Check,
  type CheckContext,
  type DatabaseDetails,
  databaseOf,
  firstBroken,
  type HistoryEvent,
  inTheEnd,
  mayHappen,
  mustComeAbout,
  nth,
  only,
} from '#testing';
import { fail } from './judging.ts';
import type { OrderRow } from './order.ts';
import { type OutboxGround, openOrders, outboxGrounds, outboxIn, statusIn } from './outbox.ts';
import { sessionsEnded } from './server.ts';

const TASK = 3;
const WITHIN_MS = 10_000;
/** A moment that has come about before comes within 100 ms. */
const MOMENT_WITHIN_MS = 3_000;
const AT_ONCE = 4;

const ORDER: OrderRow = { id: 'order-1', customer: 'customer-1', status: 'NEW', cents: 700 };
/** What the outbox must tell, by the status that the table has. */
const TOLD: Record<string, string> = { none: '', NEW: 'NEW', PAID: 'NEW, PAID' };
/** Commands after which the tables are as they were before. */
const CHANGE_NOTHING = new Set(['PREPARE', 'SELECT', 'SET', 'SHOW', 'START', 'BEGIN']);

/** A command of the writer: before the server has it, or when it is done and nobody has heard. */
interface Moment {
  verb: DatabaseDetails['verb'];
  nth: number;
  at: 'request' | 'answer';
}

/** What the tables say when the writer is dead. */
interface Judged {
  isReached: boolean;
  killed: HistoryEvent;
  status: string;
  told: string;
  where: 'in the outbox' | 'in the topic';
  events: readonly HistoryEvent[];
}

/** Task 3, the writer: it dies at each of its moments. */
export function ordersCrashChecks(check: Check): void {
  check(
    'whatever moment the writer dies, order and event are both there, or neither',
    { task: TASK },
    async (context) => {
      const moments = await census(context);
      const grounds = await outboxGrounds(context, moments.length);
      const judged: Judged[] = [];
      let next = 0;
      const lane = async () => {
        for (let index = next++; index < moments.length; index = next++)
          judged[index] = await dies(context, moments[index]!, grounds[index]!);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      mustComeAbout(judged);
      const isBroken = ({ status, told }: Judged) => TOLD[status] !== told;
      const first = firstBroken(context, judged, (point) => point.isReached && isBroken(point));
      if (!first) return;
      const code =
        first.told.length < (TOLD[first.status] ?? '').length ? 'stored-and-not-told' : 'told-and-not-stored';
      const table = first.status === 'none' ? 'there is no order-1' : `order-1 is ${first.status}`;
      fail(code, [
        first.killed,
        inTheEnd(first, `${table}; what is told of it ${first.where}: ${first.told || 'nothing'}`, 'database'),
      ]);
    },
  );
}

/** What the writer says to the database that changes something, counted in a run in which nothing dies. */
async function census(context: CheckContext): Promise<Moment[]> {
  const ground = only(await outboxGrounds(context, 1));
  const learner = await context.startLearner({ as: 'writer' });
  await life(await openOrders(learner, ground));
  await learner.kill();
  const { status, told } = await leftIn(ground);
  if (TOLD[status] !== told)
    fail('event-missing', [
      context.history.record('database', `order-1 is ${status}; what is told of it: ${told || 'nothing'}`),
    ]);
  const times = new Map<string, number>();
  return databaseOf(context.history, 'command')
    .filter(({ details }) => !details.silent && !CHANGE_NOTHING.has(details.verb))
    .flatMap(({ details: { verb } }): Moment[] => {
      const n = (times.get(verb) ?? 0) + 1;
      times.set(verb, n);
      return [
        { verb, nth: n, at: 'request' },
        { verb, nth: n, at: 'answer' },
      ];
    });
}

async function life(orders: Awaited<ReturnType<typeof openOrders>>): Promise<void> {
  await orders.place(ORDER);
  await orders.changeStatus('order-1', 'PAID');
}

async function dies(context: CheckContext, moment: Moment, ground: OutboxGround): Promise<Judged> {
  const which = `${nth(moment.nth)} ${moment.verb}`;
  const name = moment.at === 'request' ? `before its ${which} reached the server` : `after its ${which}`;
  const scene = context.history.scene(name);
  const learner = await context.startLearner({ as: 'writer', history: scene });
  const hold = learner.databaseLane.add(moment, { act: 'hold' });
  const living = life(await openOrders(learner, ground));
  living.catch(() => {}); // it is killed
  const isReached = await mayHappen('it is there', () => hold.hits > 0, { withinMs: MOMENT_WITHIN_MS });
  await learner.kill();
  const killed = scene.record('harness', `killed the writer ${name}`, { kind: 'fault' });
  await sessionsEnded(ground, WITHIN_MS);
  return { isReached: isReached === true, killed, ...(await leftIn(ground)), events: scene.events };
}

/** What the tables say, or the topic where the writer sends by itself. */
async function leftIn(ground: OutboxGround): Promise<Pick<Judged, 'status' | 'told' | 'where'>> {
  const [row] = await ground.schema.query<{ status: string }>("SELECT status FROM orders WHERE id = 'order-1'");
  const inOutbox = (await outboxIn(ground)).map(({ payload }) => statusIn(payload));
  const inTopic = await sentBy(ground);
  const isSent = inTopic.length > inOutbox.length;
  return {
    status: row?.status ?? 'none',
    told: (isSent ? inTopic : inOutbox).join(', '),
    where: isSent ? 'in the topic' : 'in the outbox',
  };
}

/** What a writer has sent that sends by itself. */
async function sentBy({ testTopic }: OutboxGround): Promise<(string | undefined)[]> {
  return (await testTopic.readAll('committed')).map(({ value }) => statusIn(String(value)));
}
