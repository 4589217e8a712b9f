import { type Check, type CheckContext, inconclusive, mayHappen, mustHappen, seconds } from '#testing';
import { fail } from './judging.ts';
import { allWritten, append, between, hasRead, listen, WAITING, WITHIN_MS } from './listener.ts';
import { takenFrom, turnsOf } from './ownership.ts';
import {
  joinsAndTakes,
  judge,
  knowsOf,
  LONG_WAIT_MS,
  READ,
  rowsWait,
  SECOND,
  SESSION_MS,
  SHORT_SESSION_MS,
  twoListeners,
} from './two-listeners.ts';

const TASK = 3;
/** A handler that waits for its INSERT does not join again meanwhile; one that does not, does within this time. */
const JOINS_AGAIN_WITHIN_MS = 3_000;

/** Rows in memory while partitions move. */
export function bufferChecks(check: Check): void {
  check('a listener that loses partitions writes none of their rows any more', { task: TASK }, async (context) => {
    const { ground, first, second } = await twoListeners(context);
    await listen(first, ground, { batchTimeoutMs: LONG_WAIT_MS, sessionTimeoutMs: SESSION_MS });
    await rowsWait(context, ground, first);
    const joins = await joinsAndTakes(context, ground, first, second);
    await judge(context, ground, between(0, READ), joins);
  });

  check('a flush under way moves no offset of a partition that has moved on', { task: TASK }, async (context) => {
    const { first, second, ground, orders, answer, held } = await flushInHand(context, SESSION_MS);
    const joining = listen(second, ground, { ...SECOND, sessionTimeoutMs: SESSION_MS });
    joining.catch(() => {}); // awaited below
    const { history } = context;
    const knows = () => takenFrom(history.events, first.name).includes(0) && knowsOf(history.events, first.name);
    await mayHappen('the first joins again', knows, { withinMs: JOINS_AGAIN_WITHIN_MS });
    answer.release();
    await joining;
    await mustHappen('partition 0 moves', knows, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('partition 0 was not given to the second listener within 15 s'),
    });
    await judge(context, ground, orders, held);
  });

  check('a flush under way moves no offset once its listener was thrown out', { task: TASK }, async (context) => {
    const { history } = context;
    const { first, second, ground, orders, answer } = await flushInHand(context, SHORT_SESSION_MS);
    const froze = await first.freeze();
    await listen(second, ground, { ...SECOND, sessionTimeoutMs: SHORT_SESSION_MS });
    await allWritten(context, ground, orders, froze);
    const woke = first.resume();
    const isBack = () => {
      const turn = turnsOf(history.events, first.name).at(-1);
      return turn && turn.given.n > woke.n && turn.knownFrom < Number.POSITIVE_INFINITY;
    };
    await mayHappen('it joins again', isBack, { withinMs: JOINS_AGAIN_WITHIN_MS });
    answer.release();
    await mustHappen('it is a member again', isBack, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the listener that woke up did not get partitions within 15 s'),
    });
    await judge(context, ground, orders, woke);
  });
}

/** A listener whose first batch, of partition 0, is written, and that does not hear of it; behind it others wait. */
async function flushInHand(context: CheckContext, sessionTimeoutMs: number) {
  const { history } = context;
  const { ground, first, second } = await twoListeners(context);
  await listen(first, ground, { batchTimeoutMs: 1_000, sessionTimeoutMs });
  const answer = first.databaseLane.add(
    { at: 'answer', where: ({ sql, rows = 0 }) => rows > 0 && /\border-1\b/.test(sql) },
    { act: 'hold' },
  );
  // That of partition 0 is the first in the queue of flushes; the others wait behind it.
  const orders = between(0, WAITING);
  await append(ground, orders.slice(0, 1));
  await hasRead(context, first, WAITING, [0]);
  await append(ground, [[], ...orders.slice(1)]);
  const isHeld = () => answer.hits > 0;
  await mustHappen('rows of partition 0 are written', isHeld, {
    withinMs: WITHIN_MS,
    otherwise: () => fail('rows-not-written', [history.record('database', `took no row within ${seconds(WITHIN_MS)}`)]),
  });
  const held = history.record('harness', 'held the database’s answer to the first batch back', { kind: 'fault' });
  return { ground, first, second, orders, answer, held };
}
