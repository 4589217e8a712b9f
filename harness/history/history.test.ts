import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from './events.ts';
import { History } from './history.ts';

const numbers = (events: readonly HistoryEvent[]): string[] => events.map(({ n, text }) => `${n} ${text}`);

describe('a history', () => {
  test('numbers its events from 1, in the order in which they were told', () => {
    const history = new History();
    for (const text of ['a', 'b', 'c']) history.record('you', text);
    expect(numbers(history.events)).toEqual(['1 a', '2 b', '3 c']);
    const times = history.events.map(({ atMs }) => atMs);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times.every(Number.isInteger)).toBe(true);
  });

  test('gives back each event as it keeps it: a note unless said otherwise', () => {
    const history = new History();
    const note = history.record('harness', 'begins');
    const start = history.record('you', 'starts', { kind: 'start', process: 'you' });
    expect(history.events).toEqual([note, start]);
    expect(note).toEqual({ n: 1, atMs: note.atMs, actor: 'harness', text: 'begins', details: { kind: 'note' } });
    expect(start.details).toEqual({ kind: 'start', process: 'you' });
  });

  test('tells its last events, of all kinds or of some', () => {
    const history = new History();
    history.record('you', 'a', { kind: 'start', process: 'you' });
    history.record('you', 'b');
    history.record('harness', 'c', { kind: 'fault' });
    history.record('you', 'd');
    expect(numbers(history.last(2))).toEqual(['3 c', '4 d']);
    expect(numbers(history.last(9, 'start', 'fault'))).toEqual(['1 a', '3 c']);
    expect(numbers(history.last(1, 'start', 'fault'))).toEqual(['3 c']);
    expect(history.last(3, 'exit')).toEqual([]);
  });
});

describe('a scene', () => {
  test('holds its own events, the whole history holds them too, and all are numbered as one', () => {
    const history = new History();
    history.record('harness', 'before');
    const [first, second] = [history.scene('crash 1'), history.scene('crash 2')];
    first.record('you', 'a');
    second.record('you', 'b');
    first.record('you', 'c');
    history.record('harness', 'after');
    expect(numbers(first.events)).toEqual(['2 a', '4 c']);
    expect(numbers(second.events)).toEqual(['3 b']);
    expect(numbers(history.events)).toEqual(['1 before', '2 a', '3 b', '4 c', '5 after']);
    expect(history.events.map(({ scene }) => scene)).toEqual([undefined, 'crash 1', 'crash 2', 'crash 1', undefined]);
  });

  test('of a scene is held by both', () => {
    const history = new History();
    const outer = history.scene('crash 1');
    const inner = outer.scene('after it');
    inner.record('you', 'a');
    expect([inner, outer, history].map(({ events }) => numbers(events))).toEqual(Array(3).fill(['1 a']));
    expect(history.events[0]!.scene).toBe('after it');
  });

  test('is as old as the whole', () => {
    const history = new History();
    const before = history.record('harness', 'before').atMs;
    expect(history.scene('late').record('you', 'a').atMs).toBeGreaterThanOrEqual(before);
  });
});

test('who listens is told of every event once, those of scenes included, in their order', () => {
  const heard: HistoryEvent[] = [];
  const history = new History((event) => heard.push(event));
  history.record('you', 'a');
  history.scene('crash 1').scene('after it').record('you', 'b');
  history.record('you', 'c');
  expect(numbers(heard)).toEqual(['1 a', '2 b', '3 c']);
  expect(heard).toEqual(history.events);
});
