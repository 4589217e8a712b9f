import { eventually, NeverHappenedError, type Probe, StopAskingError } from '../broker/eventually.ts';
import { mayPass } from './environment.ts';

/** How long is waited, and how often the probe asks; in ms. */
interface Within {
  withinMs?: number;
  everyMs?: number;
  /**
   * Asked after each no: once it says that programs are done, that no is the answer, and time is not waited out. See Quiet;
   * only where the task allows a program no wait of its own that is longer than the one that Quiet is told.
   */
  unlessDone?: { isSo(): boolean };
}

/** As long as a probe is asked, and what then ends the check: it blames the program, or says that nothing can be said. */
interface Must extends Within {
  withinMs: number;
  otherwise(): never | Promise<never>;
}

interface MustNot<T> {
  forMs: number;
  everyMs?: number;
  otherwise(found: T): never | Promise<never>;
}

/**
 * Waits for what a right program brings about: asks until the probe says yes, and returns that answer. Calls `otherwise` when
 * time is over and the last answer was a no. Where the last try failed by the environment, it throws NeverHappenedError, and
 * the check is inconclusive; any other error of the probe is thrown at once, and is a bug of the course.
 */
export async function mustHappen<T>(what: string, probe: Probe<T>, { otherwise, ...within }: Must): Promise<T> {
  const answer = await ask(what, probe, within);
  return answer ? answer.found : otherwise();
}

/**
 * Watches for what a right program never does: calls `otherwise` with the answer as soon as the probe says yes, and resolves
 * when it never did. Errors of the probe end it as they end `mustHappen`.
 */
export async function mustNotHappen<T>(
  what: string,
  probe: Probe<T>,
  { otherwise, forMs, everyMs = 20 }: MustNot<T>,
): Promise<void> {
  const answer = await ask(what, probe, { withinMs: forMs, everyMs, alwaysEnds: true });
  if (answer) await otherwise(answer.found);
}

/**
 * Waits for what may come or not, and blames nobody: returns the probe's yes, or undefined when time is over and the last
 * answer was a no. Errors of the probe end it as they end `mustHappen`.
 */
export async function mayHappen<T>(what: string, probe: Probe<T>, within: Within): Promise<T | undefined> {
  return (await ask(what, probe, within))?.found;
}

/** The yes of a probe, or undefined where its last answer was a no. */
async function ask<T>(
  what: string,
  probe: Probe<T>,
  within: Within & { alwaysEnds?: boolean },
): Promise<{ found: T } | undefined> {
  const { unlessDone, ...time } = within;
  const ownProbe = async () => {
    try {
      const answer = await probe();
      if (answer || !unlessDone?.isSo()) return answer;
    } catch (error) {
      throw mayPass(error) ? error : new StopAskingError(error);
    }
    throw new StopAskingError(new NeverHappenedError(`${what}: the programs are done`));
  };
  try {
    return { found: await eventually(what, ownProbe, time) };
  } catch (error) {
    if (error instanceof NeverHappenedError && error.cause === undefined) return undefined;
    throw error;
  }
}
