import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { eventWords, tell } from './event-words.ts';

describe('the words of an event', () => {
  test.each([
    [{ kind: 'fault', did: 'killed', broker: 2 }, 'killed broker 2'],
    [{ kind: 'fault', did: 'wiped', broker: 2 }, 'broker 2 lost its disk'],
    [{ kind: 'fault', did: 'froze', process: 'worker' }, 'froze the worker'],
    [{ kind: 'fault', did: 'killed-at', moment: 'before its 1st charge' }, 'killed the worker before its 1st charge'],
    [{ kind: 'call', call: 'send(order-1)', outcome: 'resolved' }, 'send(order-1): resolved'],
    [
      { kind: 'call', call: 'send(order-1)', outcome: 'resolved', value: 'sent' },
      'send(order-1): resolved with ‘sent’',
    ],
    [{ kind: 'call', call: 'send(order-1)', outcome: 'rejected', error: 'E' }, 'send(order-1): rejected, E'],
    [{ kind: 'decision', number: 1, ask: '1: when?', place: ' (a.ts:3)' }, 'came to todo(‘1: when?’) (a.ts:3)'],
  ] as const)('follow from its facts: %j', (facts, told) => {
    expect(eventWords(facts)).toBe(told);
  });

  test('leave braces and quotes of a program as they are', () => {
    const facts = { kind: 'call', call: "f({ a: 1 }, 'b')", outcome: 'rejected', error: '{x}' } as const;
    expect(eventWords(facts)).toBe("f({ a: 1 }, 'b'): rejected, {x}");
  });

  test('tell large numbers of partitions and offsets without separators', () => {
    const offsets = [
      { topic: 'orders', partition: 1_000, offset: 1_234_567 },
      { topic: 'orders', partition: 1, offset: -1 },
    ];
    expect(eventWords({ kind: 'offsets', group: 'g', offsets })).toBe(
      'the group’s committed offsets are partition 1000: 1234567, partition 1: none',
    );
  });
});

test('what is told has its facts beside its words', () => {
  const history = new History();
  const event = tell(history, 'harness', { kind: 'fault', did: 'killed', broker: 2 });
  expect(event).toMatchObject({ text: 'killed broker 2', details: { did: 'killed', broker: 2 } });
});
