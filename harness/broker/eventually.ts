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

/** Asks whether something is so: undefined, false and null are a no, anything else is a yes. */
export type Probe<T> = () => Promise<T | undefined | false | null> | T | undefined | false | null;

/**
 * Asks until `probe` says yes, and returns that answer. Errors of the probe count as "not yet", and the last one becomes the
 * cause; an error that says that code is wrong is thrown at once. Throws NeverHappenedError after `withinMs`, which does not
 * count while somebody sits at a debugger, unless it `alwaysEnds`.
 */
export async function eventually<T>(
  what: string,
  probe: Probe<T>,
  { withinMs = 10_000, everyMs = 20, alwaysEnds = false } = {},
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
      if (isBug(error)) throw error;
      cause = error;
    }
    if ((hasDeadlines || alwaysEnds) && performance.now() >= deadline)
      throw new NeverHappenedError(`${what}: not within ${withinMs} ms`, { cause });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Whether an error says that code is wrong. By a TypeError with a cause, undici says that a server does not answer. */
function isBug(error: unknown): boolean {
  if (error instanceof TypeError) return error.cause === undefined;
  return error instanceof ReferenceError || error instanceof RangeError || error instanceof SyntaxError;
}
