/** Thrown by `todo`: the program came to a decision that is still missing. */
export class MissingDecisionError extends Error {
  override readonly name = 'MissingDecisionError';
}

const LISTENER = Symbol.for('kafka-labs.todo');

/**
 * Stands where a decision is still missing. Replace the call, `todo` and all, by your code: `text` says what is to be
 * decided. It throws, and tells the running check about it even where a client library would catch and retry.
 */
export function todo(text: string): never {
  const error = new MissingDecisionError(text);
  (globalThis as { [LISTENER]?: (error: MissingDecisionError) => void })[LISTENER]?.(error);
  throw error;
}
