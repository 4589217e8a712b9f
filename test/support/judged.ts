import { join } from 'node:path';
import { expect } from 'vitest';
import type { Home } from './home.ts';
import { type VerdictJson, verdictOf } from './json.ts';

/** Runs lab 00 on a fixture. Whatever the program does, it must have failed: nothing may be blamed on the harness. */
export async function judged(home: Home, program: string): Promise<VerdictJson> {
  const ended = await home.lab(['00', '--from', join('test/fixtures', program), '--json']);
  const verdict = verdictOf(ended);
  const notItsFault = verdict.checks.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'passed');
  expect(notItsFault).toEqual([]);
  expect({ code: ended.code, outcome: verdict.outcome }).toEqual({ code: 1, outcome: 'failed' });
  return verdict;
}
