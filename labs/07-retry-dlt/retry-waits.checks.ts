import type { Check, HistoryEvent } from '#testing';
import { fail } from './judging.ts';
import { type Backoff, order } from './letters.ts';
import { MAX_ATTEMPTS, TIMED_OUT } from './order.ts';
import { allPaid, begun, type Retrying, tries, type Waiting, waitingOf } from './retrying.ts';

/** Long enough that the time between a failure and the record is a small part of most waits. */
const TOLD_APART: Backoff = { baseMs: 200, sessionTimeoutMs: 6_000 };
/** An order is read before it is due, also on a busy machine; both waits together take 1.2 s at most. */
const READ_BEFORE_DUE: Backoff = { baseMs: 400, sessionTimeoutMs: 6_000 };
/** One of four tries at least must not come later: a busy machine may hold one up, a program that looks seldom is late each time. */
const LATE_MS = 150;

/** How long an order waits. */
export function retryWaitChecks(check: Check): void {
  check('the waits double, and no two orders wait alike', { task: 2 }, async (context) => {
    const orders = [1, 2, 3, 4, 5, 6].map((number) => order(number));
    const subjects = orders.map(({ subject }) => subject);
    const retrying = await begun(context, [orders.slice(0, 3), orders.slice(3)], TOLD_APART, (_, times) =>
      times < MAX_ATTEMPTS ? TIMED_OUT : undefined,
    );
    await allPaid(retrying, subjects);
    const waiting = await waitingOf(retrying, subjects);
    const judged = waiting.map((wait) => ({ wait, ...shareOf(retrying, wait) }));
    const [wrong] = judged
      .filter(({ atLeast, atMost }) => atMost < 0.5 || atLeast > 1)
      .sort((one, other) => other.wait.attempts - one.wait.attempts);
    if (wrong) fail('wait-out-of-bounds', [told(retrying, wrong.wait), askedFor(retrying, wrong.wait)]);
    // Where one number lies within all waits after one try, all orders may have waited alike.
    const areAlike = [1, 2, 3, 4].every((attempts) => {
      const after = judged.filter(({ wait }) => wait.attempts === attempts);
      return Math.max(...after.map(({ atLeast }) => atLeast)) <= Math.min(...after.map(({ atMost }) => atMost));
    });
    if (areAlike)
      fail('no-jitter', [
        ...waiting
          .filter(({ attempts }) => attempts === 1)
          .slice(0, 3)
          .map((wait) => told(retrying, wait)),
        context.history.record('harness', 'after each try all orders wait alike'),
      ]);
  });

  check('no order is tried before it is due', { task: 2 }, async (context) => {
    const orders = [order(1), order(2, 'customer-1'), order(3)];
    const retrying = await begun(context, [orders], TOLD_APART, (subject, times) =>
      subject !== 'order-2' && times < 3 ? TIMED_OUT : undefined,
    );
    const failing = ['order-1', 'order-3'];
    await allPaid(retrying, [...failing, 'order-2']);
    for (const wait of await waitingOf(retrying, failing)) {
      const lateMs = latenessOf(retrying, wait);
      if (lateMs !== undefined && lateMs < -1)
        fail('tried-too-early', [told(retrying, wait), nextTry(retrying, wait, 'before it is due')]);
    }
  });

  check('an order that waits alone is tried when it is due', { task: 2 }, async (context) => {
    const retrying = await begun(context, [[order(1)]], READ_BEFORE_DUE, (_, times) =>
      times < 3 ? TIMED_OUT : undefined,
    );
    await allPaid(retrying, ['order-1']);
    // One after the other, so that each of them is alone: on a busy machine the first comes while the consumers still join.
    await retrying.ground.testTopic.append([order(2)]);
    await allPaid(retrying, ['order-2']);
    const waiting = await waitingOf(retrying, ['order-1', 'order-2']);
    const [first] = waiting;
    const late = waiting.map((wait) => latenessOf(retrying, wait) ?? 0);
    if (first && Math.min(...late) > LATE_MS)
      fail('tried-too-late', [told(retrying, first), nextTry(retrying, first, 'long after it was due')]);
  });
}

/** Between which parts of its longest wait a wait was. */
interface Share {
  atLeast: number;
  atMost: number;
}

/** The program chose a wait after the gateway had failed, and before it sent the record: so both bounds hold on any machine. */
function shareOf({ failedAt }: Retrying, wait: Waiting): Share {
  const { subject, attempts, due, record } = wait;
  const longest = longestOf(wait);
  return {
    atLeast: (due - 1 - Number(record.timestampMs)) / longest,
    atMost: (due + 1 - failedAt(subject)[attempts - 1]!) / longest,
  };
}

const longestOf = ({ attempts }: Waiting): number => TOLD_APART.baseMs * 2 ** (attempts - 1);

function told({ context, failedAt }: Retrying, { subject, attempts, due }: Waiting): HistoryEvent {
  const waits = Math.round(due - failedAt(subject)[attempts - 1]!);
  return context.history.record('broker 1', `${subject} waits about ${waits} ms after try ${attempts}`);
}

function askedFor({ context }: Retrying, wait: Waiting): HistoryEvent {
  const longest = longestOf(wait);
  const text = `after try ${wait.attempts}, ${longest / 2} to ${longest} ms were asked for`;
  return context.history.record('harness', text);
}

/** How long after it was due an order was tried; less than 0 where it was before. Undefined where it was not tried. */
function latenessOf({ askedAt }: Retrying, { subject, attempts, due }: Waiting): number | undefined {
  const asked = askedAt(subject)[attempts];
  return asked === undefined ? undefined : Math.round(asked - due);
}

function nextTry({ context }: Retrying, { subject, attempts }: Waiting, text: string): HistoryEvent {
  const event = tries(context, subject)[attempts]!;
  return { ...event, text: `${event.text}, ${text}` };
}
