import { type Check, type CheckContext, inconclusive, type TestSchema } from '#testing';
import { endOfBinlog, transactionsSince } from './binlog-reader.ts';
import { fail } from './judging.ts';
import { Poller, type Query, type Seen } from './poller.ts';
import type { Predictions } from './predict.ts';
import { becomes, comes, goes, type Step } from './story.ts';
import { ORDERS } from './tables.ts';

/** Any second will do: the session’s clock stands where a check puts it. */
const BEGINNING = 1_800_000_000;
const ASKED = ['statesSeen', 'deletesSeen', 'lateSeen', 'binlogHolds'] as const;

/** Task 1: what was expected of a poller and of the binlog, and what comes. A wrong expectation fails nothing. */
export function predictionChecks(check: Check): void {
  check('you said what a poller sees, and what the binlog holds, and saw it', { task: 1 }, async (context) => {
    const { database, note } = context;
    const said = await predictions(context);
    const schema = await database.createSchema([ORDERS]);
    const from = await endOfBinlog(schema);
    const polls = await story(schema);
    const seen = polls.flat();
    const transactions = await transactionsSince(context, schema, from);
    const changes = transactions.flatMap((transaction) => transaction.changes);
    if (changes.length === 0) inconclusive('the binlog holds nothing of this schema');
    const sees = (id: string, status: string) => seen.some((each) => each.id === id && each.status === status);
    const states = ['NEW', 'PAID', 'SHIPPED'].filter((status) => sees('order-1', status)).length;
    const late = [sees('order-4', 'PAID'), sees('order-5', 'PAID')].filter(Boolean).length;
    const gone = ['order-2', 'order-3'].filter((id) =>
      polls
        .slice(1)
        .flat()
        .some((each) => each.id === id),
    ).length;
    const tell = (what: string, yours: number, was: number) =>
      note(`${what}: you said ${yours}, it was ${was}${yours === was ? '' : '  <—'}`);
    tell('States of order-1 that the poller saw, of 3', said.statesSeen, states);
    tell('Orders that it heard of once they were gone, of 2', said.deletesSeen, gone);
    tell('Late changes that it saw, of 2', said.lateSeen, late);
    tell('Changes in the binlog', said.binlogHolds, changes.length);
    note(`They are: ${changes.join(', ')}.`);
  });
}

async function predictions({ history, startLearner }: CheckContext): Promise<Predictions> {
  const learner = await startLearner({ as: 'you' });
  const said = (await learner.call<Partial<Predictions> | undefined>('predictions.ts', 'predict')) ?? {};
  const missing = ASKED.find((name) => !(Number.isFinite(said[name]) && said[name]! >= 0));
  if (missing) fail('no-prediction', [history.record('you', `said of ${missing} nothing, or no number from 0 on`)]);
  return said as Predictions;
}

/** What happens to five orders, second by second; returns what a poller saw of it, poll by poll. */
async function story(schema: TestSchema): Promise<Seen[][]> {
  const [shop, other, looks] = await Promise.all([schema.session(), schema.session(), schema.session()]);
  const poller = new Poller(looks.query.bind(looks) as Query);
  const polls: Seen[][] = [];
  const poll = async () => {
    polls.push(await poller.poll());
  };
  const at = async (second: number, { statements }: Step, by = shop) => {
    await by.query(`SET timestamp = ${BEGINNING + second}`);
    for (const statement of statements) await by.query(statement);
  };

  await at(1, comes(1));
  await at(2, becomes(1, 'PAID'));
  await at(3, becomes(1, 'SHIPPED'));
  await at(3, comes(2));
  await poll();
  await at(4, goes(2));
  await at(5, comes(3));
  await at(6, goes(3));
  await poll();
  await at(7, comes(4));
  await at(7, comes(5));
  await poll();
  await at(7, becomes(4, 'PAID')); // in the second in which it looked
  await shop.query('START TRANSACTION');
  await at(8, becomes(5, 'PAID'));
  await at(9, comes(6), other); // the poller sees this one, and has seen second 9
  await poll();
  await shop.query('COMMIT');
  await poll();
  return polls;
}
