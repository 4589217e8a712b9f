import {
  type Check,
  type CheckContext,
  type HistoryEvent,
  type LearnerProcess,
  mayHappen,
  mustHappen,
  mustNotHappen,
  only,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { beginRetries, headerOf, isAbout, order, type RetryGround, recordsIn, retryGrounds } from './letters.ts';
import { header, MAX_ATTEMPTS, TIMED_OUT } from './order.ts';
import { commitPast, QUICK, stopped, tells, tries, WITHIN_MS } from './retrying.ts';

/** How much later than the order behind it an order is due. */
const LATER_MS = 1_500;
/** Whoever tries once more does so after QUICK's longest wait. */
const ONCE_MORE_MS = 1_500;
/** How long a dead letter is kept from its topic: a program that does not wait for it commits within 50 ms. */
const HELD_MS = 1_000;
const ORIGIN = { [header.topic]: 'orders-of-before', [header.partition]: '3', [header.offset]: '17' };

const LAST_TRY = { number: 1, attempts: MAX_ATTEMPTS - 1, inMs: 0 };

/** Orders that another process has put into the retry topic. */
export function retryOthersChecks(check: Check): void {
  check('an order that another process has tried four times has one try left', { task: 2 }, async (context) => {
    const { ground } = await leftBehind(context, [LAST_TRY], () => TIMED_OUT);
    const letter = async () => (await recordsIn(ground.deadLetters))[0];
    const isOver = async () => (await letter()) ?? tries(context, 'order-1').length > 1;
    await mustHappen('it is dead', isOver, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    await mustNotHappen('it is tried once more', () => tries(context, 'order-1').length > 1, {
      forMs: ONCE_MORE_MS,
      otherwise: () => fail('attempts-unknown', tries(context, 'order-1').slice(0, 2)),
    });
    const dead = (await letter())!;
    if (headerOf(dead, header.attempts) !== String(MAX_ATTEMPTS))
      fail('attempts-unknown', [tells(context, 'the dead letter of order-1', header.attempts, dead)]);
    for (const [name, wanted] of Object.entries(ORIGIN))
      if (headerOf(dead, name) !== wanted)
        fail('origin-lost', [tells(context, 'the dead letter of order-1', name, dead)]);
  });

  check('no offset of the retry topic moves past an order that is not due yet', { task: 2 }, async (context) => {
    const waiting = [
      { number: 1, attempts: 1, inMs: LATER_MS },
      { number: 2, attempts: 1, inMs: 0 },
    ];
    const { ground } = await leftBehind(context, waiting, () => undefined);
    const commit = () => commitPast(context, ground.retries.name);
    const isOver = () => commit() ?? tries(context, 'order-1')[0];
    await mustHappen('order-1 is tried', isOver, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    const [early, first] = [commit(), tries(context, 'order-1')[0]];
    if (early && !(first && first.n < early.n))
      fail('kept-in-memory', [...tries(context, 'order-2').slice(0, 1), early]);
  });

  check('no offset of the retry topic moves before the dead letter is stored', { task: 2 }, async (context) => {
    const { history } = context;
    const { ground, learner } = await joined(context, () => TIMED_OUT);
    const letter = learner.lane.add({ api: 'Produce', where: isAbout(ground.deadLetters) }, { act: 'hold' });
    await leave(context, ground, [LAST_TRY]);
    const commit = () => commitPast(context, ground.retries.name);
    const isOver = () => letter.hits > 0 || commit();
    await mustHappen('the dead letter is sent', isOver, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    await mayHappen('it is sent, though late', () => letter.hits > 0, { withinMs: HELD_MS });
    const records = await recordsIn(ground.retries);
    if (records.length > 1)
      fail('attempts-unknown', [
        tells(context, 'order-1, once more in the retry topic,', header.attempts, records[1]!),
      ]);
    if (letter.hits === 0) fail('given-up-silently', [...tries(context, 'order-1').slice(0, 1), commit()!]);
    const held = history.record('harness', 'keeps the dead letter of order-1 from its topic', { kind: 'fault' });
    await mustNotHappen('an offset moves', commit, {
      forMs: HELD_MS,
      otherwise: (early) =>
        fail('committed-before-stored', [...tries(context, 'order-1').slice(-1), held, early].sort(inOrder)),
    });
  });
}

const inOrder = (one: HistoryEvent, other: HistoryEvent): number => one.n - other.n;

interface Left {
  number: number;
  attempts: number;
  inMs: number;
}

interface Joined {
  ground: RetryGround;
  learner: LearnerProcess;
}

/** A program that has read its retry topic to the end, and then finds orders in it. */
async function leftBehind(
  context: CheckContext,
  left: readonly Left[],
  failing: (subject: string) => string | undefined,
): Promise<Joined> {
  const program = await joined(context, failing);
  await leave(context, program.ground, left);
  return program;
}

/** A program that reads its retry topic, where nothing is yet: when an order is due there is up to the check, not to how soon it joins. */
async function joined(context: CheckContext, failing: (subject: string) => string | undefined): Promise<Joined> {
  const ground = only(await retryGrounds(context, [[]], 1));
  const learner = await context.startLearner({ as: 'consumer' });
  learner.answerEffects((call) => {
    const message = failing(call.subject);
    return message === undefined ? call.done() : void call.fail(message);
  });
  await beginRetries(learner, ground, QUICK);
  const fetches = () =>
    wireOf(context.history, 'request', 'Fetch').find(({ details }) =>
      details.partitions?.some(({ topic }) => topic === ground.retries.name),
    );
  await mustHappen('somebody reads the retry topic', fetches, {
    withinMs: WITHIN_MS,
    otherwise: () =>
      fail('not-tried-again', [
        context.history.record('harness', `nobody reads the retry topic, ${seconds(WITHIN_MS)} later`),
      ]),
  });
  return { ground, learner };
}

/** Puts orders into the retry topic, all in one partition. */
async function leave({ history }: CheckContext, { retries }: RetryGround, left: readonly Left[]): Promise<void> {
  const now = Date.now();
  const records = left.map(({ number, attempts, inMs }) => ({
    ...order(number),
    headers: { ...ORIGIN, [header.attempts]: String(attempts), [header.due]: String(now + inMs) },
  }));
  await retries.append(records);
  for (const { number, attempts, inMs } of left) {
    const due = inMs > 0 ? `due in ${seconds(inMs)}` : 'due now';
    history.record('harness', `puts order-${number} into the retry topic: tried ${attempts} times, ${due}`);
  }
}
