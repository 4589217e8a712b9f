import { describe, expect, test } from 'vitest';
import type { ApiName } from '../protocol/names.ts';
import { BOUNDARY_APIS, type Boundary, boundariesOf, tellBoundary } from './boundary.ts';

const told = (boundary: Boundary): string => tellBoundary(boundary, 'charge');

describe('the boundaries of a program', () => {
  test('are its effects, its requests by API, its database commands, its stalls and its rest, each before and after where that differs', () => {
    const requests = new Map<ApiName, number>([
      ['Produce', 1],
      ['OffsetCommit', 2],
    ]);
    expect(boundariesOf({ effects: 2, requests, commands: ['BEGIN', 'COMMIT'] }).map(told)).toEqual([
      'before its 1st charge happened',
      'after its 1st charge, before it heard of it',
      'before its 2nd charge happened',
      'after its 2nd charge, before it heard of it',
      'before its 1st Produce reached the broker',
      'after its 1st Produce, before it heard the answer',
      'before its 1st OffsetCommit reached the broker',
      'after its 1st OffsetCommit, before it heard the answer',
      'before its 2nd OffsetCommit reached the broker',
      'after its 2nd OffsetCommit, before it heard the answer',
      'before its 1st database command (BEGIN) reached the server',
      'after its 1st database command (BEGIN), before it heard the answer',
      'before its 2nd database command (COMMIT) reached the server',
      'after its 2nd database command (COMMIT), before it heard the answer',
      'while its 1st charge was under way',
      'while its 2nd charge was under way',
      'when it had nothing left to do',
    ]);
  });

  test('of one that does nothing are its rest alone', () => {
    expect(boundariesOf({ effects: 0, requests: new Map(), commands: [] })).toEqual([{ kind: 'idle' }]);
  });

  test('have no two names alike', () => {
    const requests = new Map(BOUNDARY_APIS.map((api) => [api, 30]));
    const commands = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 'COMMIT' : 'INSERT'));
    const names = boundariesOf({ effects: 30, requests, commands }).map(told);
    expect(names).toHaveLength(30 * 2 + BOUNDARY_APIS.length * 30 * 2 + 30 * 2 + 30 + 1);
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [10, '10th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [14, '14th'],
  [20, '20th'],
  [21, '21st'],
  [22, '22nd'],
  [23, '23rd'],
  [101, '101st'],
  [111, '111th'],
  [112, '112th'],
  [113, '113th'],
])('%d is told as %s', (n, ordinal) => {
  expect(told({ kind: 'stall', n })).toBe(`while its ${ordinal} charge was under way`);
});
