/** A condition that did not come true in time; what it describes is what was last seen. */
export class NeverHappenedError extends Error {
  override readonly name = 'NeverHappenedError';
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
      cause = error;
    }
    if (performance.now() >= deadline) throw new NeverHappenedError(`${what}: not within ${withinMs} ms`, { cause });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
