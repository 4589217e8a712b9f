import { describe, expect, test } from 'vitest';
import type { WireDetails } from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';
import { type RuleMatch, Rules } from './rules.ts';

const details = (kind: 'request' | 'answer', api: ApiName, exchange: number): WireDetails => ({
  kind,
  process: 'you',
  exchange,
  connection: 1,
  broker: 1,
  clientId: null,
  api,
  version: 0,
});

/** Which of these Heartbeats a rule is applied to, by number. */
function applied(match: RuleMatch, count = 5, kind: 'request' | 'answer' = 'request'): number[] {
  const rules = new Rules();
  rules.add(match, { act: 'hold' });
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return numbers.filter((number) => rules.find(details(kind, 'Heartbeat', number)));
}

describe('a rule', () => {
  test('applies to the first match, once', () => {
    expect(applied({ api: 'Heartbeat' })).toEqual([1]);
  });

  test('with nth applies to that match only', () => {
    expect(applied({ api: 'Heartbeat', nth: 3 })).toEqual([3]);
  });

  test('with every applies to each match', () => {
    expect(applied({ api: 'Heartbeat', every: true })).toEqual([1, 2, 3, 4, 5]);
  });

  test('with where applies to, and counts, only what it says', () => {
    const odd = ({ exchange }: WireDetails) => exchange % 2 === 1;
    expect(applied({ api: 'Heartbeat', where: odd, every: true })).toEqual([1, 3, 5]);
    expect(applied({ api: 'Heartbeat', where: odd, nth: 2 })).toEqual([3]);
  });

  test('is about one API', () => {
    expect(applied({ api: 'JoinGroup', every: true })).toEqual([]);
  });

  test('is about requests, unless it says answers', () => {
    expect(applied({ api: 'Heartbeat', every: true }, 2, 'answer')).toEqual([]);
    expect(applied({ api: 'Heartbeat', every: true, at: 'answer' }, 2, 'answer')).toEqual([1, 2]);
    expect(applied({ api: 'Heartbeat', every: true, at: 'answer' }, 2, 'request')).toEqual([]);
  });

  test('that refuses an answer is none', () => {
    const refuse = { act: 'refuse', error: 'NOT_COORDINATOR' } as const;
    expect(() => new Rules().add({ api: 'Heartbeat', at: 'answer' }, refuse)).toThrow('at must be request');
  });

  test('that was removed applies to nothing more', () => {
    const rules = new Rules();
    const rule = rules.add({ api: 'Heartbeat', every: true }, { act: 'cut' });
    expect(rules.find(details('request', 'Heartbeat', 1))).toBe(rule);
    rule.remove();
    expect(rules.find(details('request', 'Heartbeat', 2))).toBeUndefined();
  });
});

describe('of several rules', () => {
  test('the oldest that fits applies, and the next one afterwards', () => {
    const rules = new Rules();
    const first = rules.add({ api: 'Heartbeat' }, { act: 'hold' });
    const second = rules.add({ api: 'Heartbeat' }, { act: 'cut' });
    const found = [1, 2, 3].map((number) => rules.find(details('request', 'Heartbeat', number)));
    expect(found).toEqual([first, second, undefined]);
  });

  test('none is left after clear', () => {
    const rules = new Rules();
    rules.add({ api: 'Heartbeat', every: true }, { act: 'hold' });
    rules.clear();
    expect(rules.find(details('request', 'Heartbeat', 1))).toBeUndefined();
  });
});
