import { eventually, StopAskingError } from './eventually.ts';
import { BrokerRefusedError } from './log.ts';

/**
 * Asks until brokers take the request, and returns the answer. `notYet` holds the refusals by which a broker says that it
 * did nothing and that somebody may take it soon; any other error is thrown at once. Throws NeverHappenedError after 10 s.
 */
export async function onceTaken<T>(what: string, notYet: ReadonlySet<string>, ask: () => Promise<T>): Promise<T> {
  let answer: T;
  await eventually(what, async () => {
    try {
      answer = await ask();
      return true;
    } catch (error) {
      if (error instanceof BrokerRefusedError && notYet.has(error.code)) return false;
      throw new StopAskingError(error);
    }
  });
  return answer!;
}
