import {
  type CheckContext,
  commitsOf,
  type Effect,
  effectsOf,
  type HistoryEvent,
  type LogRecord,
  mustHappen,
  only,
  seconds,
} from '#testing';
import { fail } from './judging.ts';
import {
  type Backoff,
  beginRetries,
  headerOf,
  type OrderRecord,
  type RetryGround,
  recordsIn,
  retryGrounds,
  subjectIn,
} from './letters.ts';
import { header, MAX_ATTEMPTS } from './order.ts';

/** On top of what was asked for: an idle machine needs 0.5 s to join and to pay, a busy one ten times that. */
export const WITHIN_MS = 15_000;
/** For checks that are not about the length of waits: the four of one order take 0.9 s together at most. */
export const QUICK: Backoff = { baseMs: 60, sessionTimeoutMs: 6_000 };

/** With what the gateway fails a try of an order, counted from 1; it pays where this says nothing. */
export type Failing = (subject: string, times: number) => string | undefined;

/** A program at work, and what the gateway knows of it. */
export interface Retrying {
  context: CheckContext;
  ground: RetryGround;
  /** When the gateway was asked for an order, try by try, in ms since 1970: a bit later than the program did it. */
  askedAt(subject: string): readonly number[];
  /** When the gateway failed an order, try by try, in ms since 1970: a bit before the program was told. */
  failedAt(subject: string): readonly number[];
}

/** Starts the program on a ground of its own. */
export async function begun(
  context: CheckContext,
  orders: readonly (readonly OrderRecord[])[],
  backoff: Backoff,
  failing: Failing,
): Promise<Retrying> {
  const ground = only(await retryGrounds(context, orders, 1));
  const learner = await context.startLearner({ as: 'consumer' });
  const asked = new Map<string, number[]>();
  const failed = new Map<string, number[]>();
  const add = (times: Map<string, number[]>, subject: string): number => {
    const all = [...(times.get(subject) ?? []), Date.now()];
    times.set(subject, all);
    return all.length;
  };
  learner.answerEffects((call: Effect) => {
    const message = failing(call.subject, add(asked, call.subject));
    if (message === undefined) return call.done();
    add(failed, call.subject);
    call.fail(message);
  });
  await beginRetries(learner, ground, backoff);
  return {
    context,
    ground,
    askedAt: (subject) => asked.get(subject) ?? [],
    failedAt: (subject) => failed.get(subject) ?? [],
  };
}

export const tries = ({ history }: CheckContext, subject: string): HistoryEvent[] =>
  effectsOf(history, subject).filter(({ details }) => details.phase === 'asked');

export const paymentOf = ({ history }: CheckContext, subject: string): HistoryEvent | undefined =>
  effectsOf(history, subject).find(({ details }) => details.phase === 'done');

/** Waits until these orders are paid; fails where one is not tried as often as it takes. */
export async function allPaid({ context, ground, failedAt }: Retrying, subjects: readonly string[]): Promise<void> {
  const unpaid = () => subjects.find((subject) => !paymentOf(context, subject));
  await mustHappen('all are paid', () => unpaid() === undefined, {
    withinMs: WITHIN_MS,
    otherwise: async () => {
      const subject = unpaid()!;
      const isDead = (await recordsIn(ground.deadLetters)).some((letter) => subjectIn(letter) === subject);
      if (!isDead && tries(context, subject).length <= MAX_ATTEMPTS)
        await waitingOf({ context, ground, failedAt }, subjects); // it may wait elsewhere
      return stopped(context, ground, subject);
    },
  });
}

/** Fails: a dead letter, and tries were left. */
export function givenUpEarly(context: CheckContext, subject: string, letter?: LogRecord): never {
  const seen = context.history.record('broker 1', `${subject} is in the dead letter topic`);
  const attempts = letter ? [tells(context, `the dead letter of ${subject}`, header.attempts, letter)] : [];
  fail('given-up-early', [...tries(context, subject), seen, ...attempts]);
}

/** Fails: an order is tried again after its last try. */
export function neverDead(context: CheckContext, subject: string): never {
  const tried = tries(context, subject);
  const tooMany = tried[MAX_ATTEMPTS]!;
  fail('never-dead', [tried[0]!, { ...tooMany, text: `${tooMany.text}, the sixth time` }]);
}

/** Fails: nobody goes on with an order; or it is dead too early, or never. */
export async function stopped(
  context: CheckContext,
  { deadLetters }: Pick<RetryGround, 'deadLetters'>,
  subject: string,
): Promise<never> {
  const tried = tries(context, subject).length;
  if (tried > MAX_ATTEMPTS) neverDead(context, subject);
  const letter = (await recordsIn(deadLetters)).find((each) => subjectIn(each) === subject);
  if (letter && tried < MAX_ATTEMPTS) givenUpEarly(context, subject, letter);
  const text = `${subject} is not tried again, ${seconds(WITHIN_MS)} later`;
  fail('not-tried-again', [...tries(context, subject).slice(-1), context.history.record('harness', text)]);
}

/** In ms since 1970: long ago. Less than that is a duration, or seconds. */
const SOME_MOMENT = 1e12;

/** A record of the retry topic, as its headers tell of it. */
export interface Waiting {
  subject: string;
  record: LogRecord;
  /** How often it was tried. */
  attempts: number;
  /** In ms since 1970. */
  due: number;
}

/** What the retry topic holds; fails where a try failed and no record says so, or where its headers do not tell it all. */
export async function waitingOf(
  { context, ground, failedAt }: Pick<Retrying, 'context' | 'ground' | 'failedAt'>,
  subjects: readonly string[],
): Promise<Waiting[]> {
  const records = await recordsIn(ground.retries);
  return subjects.flatMap((subject) => {
    const own = records
      .filter((record) => subjectIn(record) === subject)
      .sort((one, other) => Number(one.timestampMs - other.timestampMs));
    const failures = Math.min(failedAt(subject).length, MAX_ATTEMPTS - 1);
    if (own.length < failures)
      fail('waits-elsewhere', [
        ...tries(context, subject).slice(0, 2),
        context.history.record(
          'broker 1',
          `the retry topic has ${own.length === 1 ? '1 record' : `${own.length} records`} of ${subject}, not ${failures}`,
        ),
      ]);
    return own.map((record, index) => {
      const attempts = Number(headerOf(record, header.attempts));
      const due = Number(headerOf(record, header.due));
      const what = `${subject}, in the retry topic after try ${index + 1},`;
      if (attempts !== index + 1) fail('attempts-unknown', [tells(context, what, header.attempts, record)]);
      if (!(due > SOME_MOMENT)) fail('due-unknown', [tells(context, what, header.due, record)]);
      return { subject, record, attempts, due };
    });
  });
}

/** What a record says in a header. */
export function tells(
  { history }: CheckContext,
  what: string,
  name: string,
  record: Pick<LogRecord, 'headers'>,
): HistoryEvent {
  const value = headerOf(record, name);
  return history.record(
    'broker 1',
    value === undefined ? `${what} has no header “${name}”` : `${what} has ${name}: ${value}`,
  );
}

/** A commit past the first record of a topic. */
export const commitPast = ({ history }: CheckContext, topic: string): HistoryEvent | undefined =>
  commitsOf(history).find(({ details }) =>
    details.partitions?.some((part) => part.topic === topic && (part.offset ?? 0) > 0),
  );
