import { type Check, inconclusive, mustHappen } from '#testing';
import { fail } from './judging.ts';
import { allWritten, append, BATCH_SIZE, between, listen, WAITING, WITHIN_MS } from './listener.ts';
import { takenFrom, turnsOf } from './ownership.ts';
import {
  FULL,
  joinsAndTakes,
  judge,
  LONG_WAIT_MS,
  READ,
  rowsWait,
  SECOND,
  SESSION_MS,
  SHORT_SESSION_MS,
  twoListeners,
} from './two-listeners.ts';

const TASK = 3;
/** Rows that wait that long are written by size only. */
const FOR_EVER_MS = 60_000;

/** Partitions that come back, and a listener that does. */
export function returningChecks(check: Check): void {
  check('partitions that come back are read from where the other was', { task: TASK }, async (context) => {
    const { history, cluster } = context;
    const { ground, first, second } = await twoListeners(context);
    await listen(first, ground, { batchTimeoutMs: LONG_WAIT_MS, sessionTimeoutMs: SESSION_MS });
    await rowsWait(context, ground, first);
    await joinsAndTakes(context, ground, first, second);
    const taken = takenFrom(history.events, 'listener');
    const isDone = async () =>
      (await cluster.committed(ground.group, ground.testTopic)).every(
        ({ partition, offset = 0 }) => !taken.includes(partition) || offset >= FULL + WAITING,
      );
    await mustHappen('the second writes what it was given', isDone, {
      withinMs: WITHIN_MS,
      otherwise: () =>
        fail('offset-stands-still', [history.record('broker 1', 'the second listener’s offsets do not move')]),
    });
    const leaves = history.record('harness', 'sent SIGTERM to the second listener', { kind: 'fault' });
    await second.signal('SIGTERM');
    const hasAll = () => turnsOf(history.events, 'listener').at(-1)?.partitions.size === 4;
    await mustHappen('the first has all partitions', hasAll, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the first listener did not get the partitions back within 15 s'),
    });
    await append(ground, between(READ, READ + BATCH_SIZE));
    await judge(context, ground, between(0, READ + BATCH_SIZE), leaves);
  });

  check('a listener that was thrown out begins with an empty buffer', { task: TASK }, async (context) => {
    const { history } = context;
    const { ground, first, second } = await twoListeners(context);
    await listen(first, ground, { batchTimeoutMs: FOR_EVER_MS, sessionTimeoutMs: SHORT_SESSION_MS });
    await rowsWait(context, ground, first);
    const froze = await first.freeze();
    await listen(second, ground, { ...SECOND, sessionTimeoutMs: SHORT_SESSION_MS });
    await allWritten(context, ground, between(0, READ), froze);
    const woke = first.resume();
    const isBack = () => {
      const [turn] = turnsOf(history.events, 'listener').slice(-1);
      return turn && turn.given.n > woke.n && turn.partitions.size === 2 && turn.knownFrom < Number.POSITIVE_INFINITY;
    };
    await mustHappen('it joins again', isBack, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the listener that woke up did not get partitions within 15 s'),
    });
    await append(ground, between(READ, READ + BATCH_SIZE));
    await judge(context, ground, between(0, READ + BATCH_SIZE), woke);
  });
}
