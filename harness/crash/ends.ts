import type { History } from '../history/history.ts';
import { Quiet } from './quiet.ts';
import type { Exit, Subject } from './subject.ts';

const ASK_EVERY_MS = 20;

/**
 * Waits for the end of a process that was asked to end; undefined where it does not come within `withinMs`, or does not come
 * any more: the process owes nothing, is owed nothing, and has done nothing for longer than a program may wait by itself.
 */
export async function endsWithin(
  subject: Pick<Subject, 'exit'>,
  history: History,
  withinMs: number,
): Promise<Exit | undefined> {
  const quiet = new Quiet(history, undefined);
  let timer: NodeJS.Timeout | undefined;
  const atRest = new Promise<undefined>((resolve) => {
    timer = setInterval(() => quiet.isSo() && resolve(undefined), ASK_EVERY_MS);
  });
  return Promise.race([subject.exit(withinMs), atRest]).finally(() => clearInterval(timer));
}
