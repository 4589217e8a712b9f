import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { faultIn, inTheEnd, mustComeAbout, tallyPoints } from './crash-evidence.ts';
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
  test('are enough from the wanted part on', () => {
    expect(() => mustComeAbout(points(true, true, false, false), 0.5)).not.toThrow();
    expect(() => mustComeAbout(points(true, false, false, false), 0.5)).toThrow(InconclusiveError);
  });

  test('are counted where the claim held; the others are not', () => {
    const told: string[] = [];
    tallyPoints({ tally: (text) => told.push(text) }, points(true, true, false), ({ index }) => index === 1);
    expect(told).toEqual(['1 of 2 crash points']);
  });
});
