import { expect } from 'vitest';
import { type ErrorJson, jsonOf } from './json.ts';
import type { Ended } from './program.ts';

/**
 * Asserts that a command with --json ended with exit code 2 and printed this error, with a what, a why and a next, as its
 * only output; returns the error.
 */
export function expectError(ended: Ended, code: string): ErrorJson['error'] {
  const { outcome, error } = jsonOf<ErrorJson>(ended);
  const text = expect.stringMatching(/\S/);
  expect(error).toMatchObject({ code, what: text, why: text, next: text });
  expect({ code: ended.code, outcome }).toEqual({ code: 2, outcome: 'inconclusive' });
  return error;
}
