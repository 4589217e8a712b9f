import {
  type Check,
  commitsOf,
  effectsOf,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  mustHappen,
  mustNotHappen,
  only,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  beginPayments,
  broken,
  isAbout,
  order,
  paymentGrounds,
  REFUSED,
  recordsIn,
  subjectIn,
  unknown,
} from './letters.ts';
import { TIMED_OUT } from './order.ts';
import { begun, comesTrue, committedToTheEnd, isPast, lettersOf, paidIn, stopped } from './paying.ts';

/** How long a dead letter is kept from its topic: a program that does not wait for it commits within 50 ms. */
const HELD_MS = 1_500;
/** kafkajs asks again after 0.3 s, 0.6 s and 1.2 s. */
const ASKED_AGAIN_MS = 6_000;

/** The way of the orders through the consumer of task 1. */
export function paymentChecks(check: Check): void {
  check('an order that cannot be paid does not stop those behind it', { task: 1 }, async (context) => {
    const { history } = context;
    const ground = await begun(context, [[broken(1), order(2), unknown(3), order(4), order(5)]], refuses('order-5'));
    const arePaid = () => ['order-2', 'order-4'].every((subject) => paidIn(history.events).has(subject));
    if (!(await comesTrue(context, 'order-2 and order-4 are paid', arePaid)))
      await stopped(context, ground, 'order-2 and order-4 are not both paid');
    await committedToTheEnd(context, ground);
    const paid = effectsOf(history, 'order-2').find(({ details }) => details.phase === 'done')!;
    const early = commitsOf(history).find(
      ({ n, details }) => n < paid.n && details.partitions?.some(({ offset = 0 }) => offset > 1),
    );
    if (early) fail('committed-before-paid', [early, paid]);
  });

  check('an order that the gateway refuses is asked for once', { task: 1 }, async (context) => {
    const { history } = context;
    const ground = await begun(context, [[order(1), order(2), order(3)]], refuses('order-2'));
    await committedToTheEnd(context, ground);
    await lettersOf(context, ground, 1);
    const asked = effectsOf(history, 'order-2').filter(({ details }) => details.phase !== 'done');
    const times = asked.filter(({ details }) => details.phase === 'asked').length;
    if (times > 1)
      fail('asked-in-vain', [
        ...asked.slice(0, 2),
        history.record('harness', `pay(order-2) was asked for ${times} times`),
      ]);
  });

  check('a gateway that gives no answer is no reason for a dead letter', { task: 1 }, async (context) => {
    const { history } = context;
    let times = 0;
    const ground = await begun(context, [[order(1), order(2), order(3)]], (subject) =>
      subject === 'order-2' && ++times <= 3 ? TIMED_OUT : undefined,
    );
    const isPaid = () => paidIn(history.events).has('order-2');
    const isDead = async () => (await recordsIn(ground.deadLetters)).some((each) => subjectIn(each) === 'order-2');
    const isOver = async () => isPaid() || (await isDead()) || isPast(context, ground);
    await comesTrue(context, 'order-2 is paid', isOver);
    // Who commits first may still ask for it again.
    await mayHappen('order-2 is paid', async () => isPaid() || isDead(), { withinMs: ASKED_AGAIN_MS });
    const failed = effectsOf(history, 'order-2').filter(({ details }) => details.phase === 'failed');
    if (await isDead())
      fail('timeout-called-dead', [
        ...failed.slice(0, 1),
        history.record('broker 1', 'order-2 is in the dead letter topic'),
      ]);
    if (!isPaid() && (await isPast(context, ground)))
      fail('swallowed', [
        ...failed.slice(0, 1),
        history.record('broker 1', 'the offset is behind order-2, and nobody has paid it'),
      ]);
    if (!isPaid()) await stopped(context, ground, 'order-2 is not paid');
    await committedToTheEnd(context, ground);
  });

  check('a commit that is refused makes no dead letter of an order that is paid', { task: 1 }, async (context) => {
    const { history } = context;
    const ground = only(await paymentGrounds(context, [[order(1), order(2)]], 1));
    const learner = await context.startLearner({ as: 'consumer' });
    learner.mayEnd(); // who cannot commit may give up
    learner.answerEffects((call) => call.done());
    for (const api of ['OffsetCommit', 'TxnOffsetCommit'] as const)
      learner.lane.add({ api }, { act: 'refuse', error: 'GROUP_AUTHORIZATION_FAILED' });
    await beginPayments(learner, ground);
    const refused = () => history.events.find(({ details }) => details.kind === 'answer' && details.injected);
    if (!(await comesTrue(context, 'a commit is refused', () => refused() !== undefined)))
      await stopped(context, ground, 'no commit comes');
    const letter = async () => (await recordsIn(ground.deadLetters))[0];
    await mustNotHappen('a dead letter comes', letter, {
      forMs: HELD_MS,
      otherwise: (buried) => {
        const subject = subjectIn(buried) ?? 'an order';
        const paid = effectsOf(history, subject).filter(({ details }) => details.phase === 'done');
        const seen = history.record('broker 1', `${subject} is in the dead letter topic`);
        fail('paid-and-buried', [...paid.slice(0, 1), refused()!, seen]);
      },
    });
  });

  check('no offset moves before the dead letter is stored', { task: 1 }, async (context) => {
    const { history } = context;
    const ground = only(await paymentGrounds(context, [[broken(1), order(2)]], 1));
    const learner = await context.startLearner({ as: 'consumer' });
    learner.answerEffects((call) => call.done());
    const rule = learner.lane.add({ api: 'Produce', where: isAbout(ground.deadLetters) }, { act: 'hold' });
    await beginPayments(learner, ground);
    const early = () => firstMove(history.events);
    if (!(await comesTrue(context, 'a dead letter is sent', () => rule.hits > 0 || early() !== undefined)))
      await stopped(context, ground, 'no dead letter is sent');
    // Who commits first sends the dead letter a moment later.
    await mustHappen('the dead letter is held', () => rule.hits > 0, {
      withinMs: HELD_MS,
      otherwise: () => fail('swallowed', [early()!, history.record('harness', 'no dead letter of order-1 is sent')]),
    });
    const held = history.record('harness', 'keeps the dead letter of order-1 from its topic', { kind: 'fault' });
    await mustNotHappen('an offset moves', early, {
      forMs: HELD_MS,
      otherwise: (commit) => fail('committed-before-dead-letter', inOrder(held, commit)),
    });
    rule.release();
    await lettersOf(context, ground, 1);
    await committedToTheEnd(context, ground);
  });

  check('a dead letter that the broker does not take moves no offset', { task: 1 }, async (context) => {
    const { history } = context;
    const ground = only(await paymentGrounds(context, [[broken(1)]], 1));
    const learner = await context.startLearner({ as: 'consumer' });
    learner.mayEnd(); // who cannot store it may give up
    learner.answerEffects((call) => call.done());
    const isLetter = isAbout(ground.deadLetters);
    const rule = learner.lane.add(
      { api: 'Produce', where: isLetter },
      { act: 'refuse', error: 'TOPIC_AUTHORIZATION_FAILED' },
    );
    await beginPayments(learner, ground);
    const early = () => firstMove(history.events);
    if (!(await comesTrue(context, 'a dead letter is refused', () => rule.hits > 0 || early() !== undefined)))
      await stopped(context, ground, 'no dead letter is sent');
    const refused = () => history.events.find(({ details }) => details.kind === 'answer' && details.injected);
    const refusal = await mayHappen('it is refused', refused, { withinMs: HELD_MS });
    await mustNotHappen('an offset moves', early, {
      forMs: HELD_MS,
      otherwise: (commit) => {
        // Who wants no answer gets none, not even this one.
        const asked = refusal ?? wireOf(history, 'request', 'Produce').find(({ details }) => isLetter(details));
        if (asked) fail('committed-before-dead-letter', inOrder(asked, commit));
        fail('swallowed', [commit, history.record('harness', 'no dead letter of order-1 is sent')]);
      },
    });
    if (!refusal) inconclusive('the dead letter was not refused');
  });
}

const refuses = (refused: string) => (subject: string) => (subject === refused ? REFUSED : undefined);

/** The first commit that moves past an order. */
const firstMove = (events: readonly HistoryEvent[]): HistoryEvent | undefined =>
  commitsOf({ events }).find(({ details }) => details.partitions?.some(({ offset = 0 }) => offset > 0));

const inOrder = (...events: HistoryEvent[]): HistoryEvent[] => events.sort((one, other) => one.n - other.n);
