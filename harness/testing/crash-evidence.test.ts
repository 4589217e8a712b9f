import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { faultIn, firstBroken, inTheEnd, mustComeAbout, tallyPoints } from './crash-evidence.ts';
import { InconclusiveError } from './verdicts.ts';

const event = (n: number, kind: 'note' | 'fault'): HistoryEvent => ({
  n,
  atMs: n * 10,
  actor: 'harness',
  text: `event ${n}`,
  details: kind === 'note' ? { kind } : { kind },
});
const events = [event(1, 'note'), event(2, 'fault'), event(3, 'note')];
const points = (...reached: boolean[]) => reached.map((isReached, index) => ({ isReached, index }));

test('the fault of a point is the first thing that the harness broke in it', () => {
  expect(faultIn({ events })).toBe(events[1]);
});

test('what is there in the end has the time of the last event, and says whom it was asked of', () => {
  expect(inTheEnd({ events }, 'nothing is there')).toMatchObject({
    n: 3,
    atMs: 30,
    actor: 'broker 1',
    text: 'nothing is there',
  });
  expect(inTheEnd({ events }, 'nothing is there', 'database').actor).toBe('database');
});

describe('crash points that came about', () => {
  test('are enough where seven of ten are there', () => {
    const of10 = (count: number) => points(...Array.from({ length: 10 }, (_, index) => index < count));
    expect(() => mustComeAbout(of10(7))).not.toThrow();
    expect(() => mustComeAbout(of10(6))).toThrow(InconclusiveError);
  });

  test('are counted where the claim held; the others are not', () => {
    const told: string[] = [];
    tallyPoints({ tally: (text) => told.push(text) }, points(true, true, false), ({ index }) => index === 1);
    expect(told).toEqual(['1 of 2 crash points']);
  });

  test('are counted, too, when the first is asked for at which the claim is broken', () => {
    const told: string[] = [];
    const [first, second, third] = points(true, true, true);
    const broken = firstBroken(
      { tally: (text) => told.push(text) },
      [first!, second!, third!],
      ({ index }) => index > 0,
    );
    expect(broken).toBe(second);
    expect(told).toEqual(['1 of 3 crash points']);
  });
});
