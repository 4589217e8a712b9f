import { expect, test } from 'vitest';
import { answering, FakeBroker } from './fake-broker.ts';
import { openLaneWith } from './fake-client.ts';
import { madeTopics } from './made-topics.ts';

const topic = (name: string, error_code = 0) => ({ name, error_code });
const asked = { topics: [], validate_only: false };

test('a topic is made where its answer has no error, and the request was meant', () => {
  const answer = { topics: [topic('orders'), topic('payments', 36)] };
  expect(madeTopics(asked, answer)).toEqual(['orders']);
  expect(madeTopics({ ...asked, validate_only: true }, answer)).toEqual([]);
});

/** A broker that makes what it is asked for, but for `payments`, which it has. */
function brokerThatMakes(): Promise<FakeBroker> {
  return FakeBroker.start((request, socket) => {
    const names = request.api?.name === 'CreateTopics' ? (request.body!.topics as { name: string }[]) : [];
    answering({ topics: names.map(({ name }) => topic(name, name === 'payments' ? 36 : 0)) })(request, socket);
  });
}

test('whoever makes a topic hears of it once it is known, and so does what comes behind it on that connection', async () => {
  const waited: (readonly string[])[] = [];
  let becomesKnown = () => {};
  const untilKnown = (topics: readonly string[]) => {
    waited.push(topics);
    return new Promise<void>((resolve) => (becomesKnown = resolve));
  };
  const { client } = await openLaneWith({ untilKnown }, await brokerThatMakes());
  const shop = await client();
  const other = await client();
  const made = shop.send('CreateTopics', 5, { topics: [{ name: 'orders' }] });
  const behind = shop.send('Heartbeat', 0);
  await expect.poll(() => waited).toEqual([['orders']]);
  for (let round = 0; round < 3; round++) await other.ask('Heartbeat', 0);
  expect(shop.answered).toEqual([]);
  becomesKnown();
  await shop.answer(behind);
  expect(shop.answered).toEqual([made, behind]);
});

test('an answer that made nothing waits for nothing', async () => {
  const untilKnown = () => new Promise<void>(() => {});
  const { client } = await openLaneWith({ untilKnown }, await brokerThatMakes());
  const shop = await client();
  await shop.ask('CreateTopics', 5, { topics: [{ name: 'payments' }] });
  await shop.ask('CreateTopics', 5, { topics: [{ name: 'orders' }], validate_only: true });
});
