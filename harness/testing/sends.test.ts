import { expect, test } from 'vitest';
import type { WireDetails } from '../history/events.ts';
import { History } from '../history/history.ts';
import { exchangeOf, sendsTo } from './sends.ts';
import type { TestTopic } from './test-topic.ts';

const topic = { name: 'orders.0a1b2c3d.1' } as TestTopic;

function story() {
  const history = new History();
  const tell = (exchange: number, kind: WireDetails['kind'], more: Partial<WireDetails> = {}) =>
    history.record('you', `${kind} ${exchange}`, {
      kind,
      process: 'you',
      exchange,
      connection: 1,
      broker: 1,
      clientId: null,
      api: 'Produce',
      version: 9,
      partitions: [{ topic: topic.name, partition: 0 }],
      ...more,
    });
  return { history, tell };
}

test('the sends to a topic are the Produce requests and answers about it since an event, in order', () => {
  const { history, tell } = story();
  tell(1, 'request');
  const begun = history.record('harness', 'froze broker 1', { kind: 'fault' });
  const other = [{ topic: 'payments', partition: 0 }];
  const both = tell(2, 'request', { partitions: [...other, { topic: topic.name, partition: 1 }] });
  tell(3, 'request', { partitions: other });
  tell(4, 'request', { api: 'Fetch' });
  tell(5, 'request', { partitions: undefined as never });
  history.record('you', 'send: resolved');
  const answer = tell(2, 'answer');
  expect(sendsTo(history, topic, begun)).toEqual([both, answer]);
  expect(sendsTo(history, topic, answer)).toEqual([]);
});

test('an exchange is a request and its answer, whichever of them is given', () => {
  const { history, tell } = story();
  const request = tell(1, 'request');
  tell(2, 'request');
  tell(1, 'request', { process: 'worker 2' });
  const answer = tell(1, 'answer');
  expect(exchangeOf(history, request)).toEqual([request, answer]);
  expect(exchangeOf(history, answer)).toEqual([request, answer]);
});

test('exchanges of two scenes are two, though their workers have one name', () => {
  const { history } = story();
  const wire = {
    process: 'worker',
    exchange: 1,
    connection: 1,
    broker: 1,
    clientId: null,
    api: 'Produce',
    version: 9,
  } as const;
  const [one, two] = ['crash 1', 'crash 2'].map((name) =>
    history.scene(name).record('worker', 'sends', { kind: 'request', ...wire }),
  );
  expect(exchangeOf(history, one!)).toEqual([one]);
  expect(exchangeOf(history, two!)).toEqual([two]);
});

test('an exchange with a database is none with a broker, though both have one number', () => {
  const { history, tell } = story();
  const request = tell(1, 'request');
  const about = { process: 'worker', exchange: 1, connection: 1, verb: 'COMMIT', sql: 'COMMIT' };
  const command = history.record('worker', 'COMMIT', { kind: 'command', ...about });
  const reply = history.record('database', 'OK', { kind: 'reply', ...about });
  expect(exchangeOf(history, command)).toEqual([command, reply]);
  expect(exchangeOf(history, request)).toEqual([request]);
});

test('what passed no wire is no exchange', () => {
  const { history, tell } = story();
  tell(1, 'request');
  expect(exchangeOf(history, history.record('harness', 'killed broker 1', { kind: 'fault' }))).toEqual([]);
});
