import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import type { EncodedError } from '../learner-host/messages.ts';
import { attempt } from './attempt.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';

const error = (parts: Partial<EncodedError>): EncodedError => ({ name: 'Error', message: 'no', stack: '', ...parts });

/** Long enough for what is settled already. */
const SETTLED = 4_000;

describe('an attempt', () => {
  test('that resolves has its value and an event that says so', async () => {
    const history = new History();
    const sent = attempt(history, 'sendPayment(order-1)', Promise.resolve('receipt'));
    expect(await sent.settled(SETTLED)).toBe(true);
    expect(sent).toMatchObject({ outcome: 'resolved', value: 'receipt', error: undefined });
    expect(history.events).toEqual([sent.event]);
    expect(sent.event).toMatchObject({ actor: 'you', text: 'sendPayment(order-1): resolved with ‘receipt’' });
  });

  test('has the events since it began, its own end among them', async () => {
    const history = new History();
    history.record('harness', 'before');
    const sent = attempt(history, 'send', Promise.resolve());
    const meanwhile = history.record('you', 'asks');
    await sent.settled(SETTLED);
    expect(sent.events).toEqual([meanwhile, sent.event]);
  });

  test('that rejects names the broker’s reason, wherever in the causes it is', async () => {
    const cause = error({ name: 'KafkaJSProtocolError', type: 'NOT_ENOUGH_REPLICAS' });
    const thrown = new LearnerError(error({ name: 'KafkaJSNumberOfRetriesExceeded', type: 'UNKNOWN', cause }));
    const sent = attempt(new History(), 'sendPayment', Promise.reject(thrown));
    expect(await sent.settled(SETTLED)).toBe(true);
    expect(sent).toMatchObject({ outcome: 'rejected', error: thrown, value: undefined });
    expect(sent.event?.text).toBe('sendPayment: rejected, NOT_ENOUGH_REPLICAS');
  });

  test('that rejects with what is not Kafka’s names the error itself', async () => {
    const sent = attempt(new History(), 'send', Promise.reject(new LearnerError(error({ name: 'RangeError' }))));
    await sent.settled(SETTLED);
    expect(sent.event?.text).toBe('send: rejected, RangeError');
  });

  test('that is under way has neither outcome nor event', async () => {
    const history = new History();
    const sent = attempt(history, 'send', new Promise(() => {}));
    expect(await sent.settled(1)).toBe(false);
    expect(sent).toMatchObject({ outcome: undefined, event: undefined });
    expect(history.events).toEqual([]);
  });

  test('that ends because the program crashed does not count as rejected', async () => {
    const sent = attempt(new History(), 'send', Promise.reject(new LearnerProblem('crashed', [])));
    expect(await sent.settled(1)).toBe(false);
    expect(sent.outcome).toBeUndefined();
  });

  test('that ends by a bug of the course gives that to whoever waits for it, and is no rejection', async () => {
    const bug = new TypeError('undefined is no argument');
    const sent = attempt(new History(), 'send', Promise.reject(bug));
    await expect(sent.settled(SETTLED)).rejects.toBe(bug);
    expect(sent.outcome).toBeUndefined();
  });
});
