/** A condition that did not come true in time; what it describes is what was last seen. */
export class NeverHappenedError extends Error {
  override readonly name = 'NeverHappenedError';
}

/** Thrown by a probe for which no later try can help: `eventually` throws its cause at once. */
export class StopAskingError extends Error {
  override readonly name = 'StopAskingError';

  constructor(cause: unknown) {
    super('no later try can help', { cause });
  }
}

let hasDeadlines = true;

/** From now on `eventually` waits for ever: somebody sits at a debugger. */
export function setDeadlines(on: boolean): void {
  hasDeadlines = on;
}

/**
 * Asks until `probe` returns something other than undefined, false or null, and returns that. Errors of the probe count
 * as "not yet" and the last one becomes the cause. Throws NeverHappenedError after `withinMs`.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  { withinMs = 10_000, everyMs = 20 } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false && found !== null) return found;
      cause = undefined;
    } catch (error) {
      if (error instanceof StopAskingError) throw error.cause;
      cause = error;
    }
    if (hasDeadlines && performance.now() >= deadline)
      throw new NeverHappenedError(`${what}: not within ${withinMs} ms`, { cause });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
