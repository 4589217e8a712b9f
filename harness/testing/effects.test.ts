import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import type { ToLearner } from '../learner-host/messages.ts';
import { Effect } from './effects.ts';

/** The third call of a worker, which charges that. */
function charge(...args: unknown[]) {
  const history = new History();
  const answers: ToLearner[] = [];
  const effect = new Effect(
    { id: 41, name: 'charge', arguments: args },
    { process: 'worker', call: 3, history, answer: (message) => answers.push(message) },
  );
  const texts = () => history.events.map(({ actor, text }) => `${actor}: ${text}`);
  return { effect, history, answers, texts };
}

const order = { id: 'order-1', cents: 500 };

describe('an effect', () => {
  test('is told from the moment when it is asked for', () => {
    const { effect, history, answers } = charge(order, 'EUR');
    expect(effect).toMatchObject({ name: 'charge', arguments: [order, 'EUR'], subject: 'order-1', call: 3 });
    expect(history.events).toEqual([effect.asked]);
    expect(effect.asked).toMatchObject({
      actor: 'worker',
      text: 'charge(order-1): asked for',
      details: { kind: 'effect', process: 'worker', name: 'charge', phase: 'asked', call: 3, subject: 'order-1' },
    });
    expect(answers).toEqual([]);
  });

  test('that happened is told once, and the program hears nothing of it yet', () => {
    const { effect, history, answers } = charge(order);
    const happened = effect.happen();
    expect(happened).toMatchObject({ text: 'charge(order-1): done', details: { phase: 'done' } });
    expect(effect.happen()).toBe(happened);
    expect(history.events).toEqual([effect.asked, happened]);
    expect(answers).toEqual([]);
  });

  test('that is done happened, and the program is told so, with a value', () => {
    const { effect, answers, texts } = charge(order);
    effect.done('receipt');
    expect(texts()).toEqual(['worker: charge(order-1): asked for', 'worker: charge(order-1): done']);
    expect(answers).toEqual([{ type: 'effectDone', id: 41, value: 'receipt' }]);
  });

  test('that is done after it happened does not happen again', () => {
    const { effect, answers, texts } = charge(order);
    effect.happen();
    effect.done();
    expect(texts()).toHaveLength(2);
    expect(answers).toEqual([{ type: 'effectDone', id: 41, value: undefined }]);
  });

  test('that fails did not happen, and the program is told why', () => {
    const { effect, history, answers } = charge(order);
    const failed = effect.fail('no money');
    expect(history.events).toEqual([effect.asked, failed]);
    expect(failed).toMatchObject({ text: 'charge(order-1): failed: no money', details: { phase: 'failed' } });
    expect(answers).toEqual([{ type: 'effectFailed', id: 41, message: 'no money' }]);
  });
});

test.each([
  ['the id of its first argument', [{ id: 'order-1' }, 'x'], 'order-1'],
  ['an id that is no text', [{ id: 17 }], '17'],
  ['its first argument, where that is text', ['order-2'], 'order-2'],
  ['a number', [7], '7'],
  ['a bigint', [7n], '"7"'],
  ['null', [null], 'null'],
  ['data without an id', [{ key: 'order-3' }], '{"key":"order-3"}'],
  ['data with a bigint in it', [{ cents: 500n }], '{"cents":"500"}'],
  ['nothing', [], ''],
  ['the beginning of a long text', ['x'.repeat(61)], `${'x'.repeat(60)}…`],
])('what an effect is about can be %s', (_, args, subject) => {
  expect(charge(...args).effect.subject).toBe(subject);
});
