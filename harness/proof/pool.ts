import type { Claims } from '../cluster/keeper/claims.ts';
import { fitTogether } from '../cluster/keeper/claims.ts';

/** Something to prove, and what of the keeper's it uses. */
export interface Task {
  claims: Claims;
}

export interface PoolOptions<T extends Task> {
  /** Whether one more may begin beside that many. */
  mayBegin(underWay: number): boolean;
  /** Proves one; `slot` is a number that no other task under way has. */
  work(task: T, slot: number): Promise<void>;
  /** A task for which it says so does not begin any more. */
  isLate?(task: T): boolean;
  /** How often it is asked whether one more may begin, in milliseconds. */
  everyMs?: number;
}

/**
 * Works on tasks side by side: the first in the sequence whose claims fit those under way, as many as the machine takes.
 * Returns the tasks that were not begun. The first error that `work` throws ends the pool once all that is under way has ended.
 */
export async function workOn<T extends Task>(tasks: readonly T[], options: PoolOptions<NoInfer<T>>): Promise<T[]> {
  const { mayBegin, work, isLate = () => false, everyMs = 100 } = options;
  const left = new Set(tasks);
  const underWay = new Map<number, { task: T; done: Promise<void> }>();
  const errors: unknown[] = [];
  const begin = (task: T) => {
    const slot = firstFree(underWay);
    const done = work(task, slot)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => underWay.delete(slot));
    underWay.set(slot, { task, done });
  };
  for (;;) {
    const inTime = [...left].filter((task) => !isLate(task));
    if (inTime.length === 0 || errors.length > 0) break;
    const others = [...underWay.values()].map(({ task }) => task.claims);
    const next = inTime.find(({ claims }) => others.every((other) => fitTogether(claims, other)));
    if (next && mayBegin(underWay.size)) {
      left.delete(next);
      begin(next);
      continue;
    }
    await changed(
      [...underWay.values()].map(({ done }) => done),
      everyMs,
    );
  }
  await Promise.all([...underWay.values()].map(({ done }) => done));
  if (errors.length > 0) throw errors[0];
  return [...left];
}

function firstFree(underWay: ReadonlyMap<number, unknown>): number {
  let slot = 0;
  while (underWay.has(slot)) slot++;
  return slot;
}

/** Resolves when one of them has ended, and after that time at the latest: the machine may have got idle meanwhile. */
async function changed(done: readonly Promise<void>[], withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const later = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([...done, later]);
  clearTimeout(timer);
}
