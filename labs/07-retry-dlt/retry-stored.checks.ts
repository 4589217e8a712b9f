import { type Check, inconclusive, mayHappen, mustHappen, mustNotHappen, only } from '#testing';
import { fail } from './judging.ts';
import { beginRetries, isAbout, order, recordsIn, retryGrounds } from './letters.ts';
import { TIMED_OUT } from './order.ts';
import { commitPast, paymentOf, QUICK, stopped, tries, WITHIN_MS } from './retrying.ts';

/** How long an order is kept from the retry topic: a program that does not wait for it commits within 50 ms. */
const HELD_MS = 1_000;

export function retryStoredChecks(check: Check): void {
  check('no offset moves before the order is stored where it waits', { task: 2 }, async (context) => {
    const { history } = context;
    const ground = only(await retryGrounds(context, [[order(1)]], 1));
    const { topic, retries } = ground;
    const learner = await context.startLearner({ as: 'consumer' });
    learner.answerEffects((call) => (tries(context, call.subject).length < 3 ? call.fail(TIMED_OUT) : call.done()));
    const toRetries = isAbout(retries);
    // Each rule takes one: the first of them the first record, the second the next.
    const holds = [1, 2].map(() => learner.lane.add({ api: 'Produce', where: toRetries }, { act: 'hold' }));
    await beginRetries(learner, ground, QUICK);
    // The first time the order comes from the first topic, the second time from the retry topic.
    for (const [index, from] of [topic, retries.name].entries()) {
      const early = () => commitPast(context, from);
      const isHeld = () => holds[index]!.hits > 0;
      await mustHappen('it is sent', () => isHeld() || early(), {
        withinMs: WITHIN_MS,
        otherwise: () => stopped(context, ground, 'order-1'),
      });
      await mustHappen('it is sent, though late', isHeld, {
        withinMs: HELD_MS,
        otherwise: async () => {
          if ((await recordsIn(ground.deadLetters)).length > 0) await stopped(context, ground, 'order-1');
          const paid = paymentOf(context, 'order-1');
          fail(paid ? 'waits-elsewhere' : 'kept-in-memory', [...tries(context, 'order-1').slice(0, 1), early()!]);
        },
      });
      const held = history.record('harness', `keeps order-1 from the retry topic, after try ${index + 1}`, {
        kind: 'fault',
      });
      await mustNotHappen('an offset moves', early, {
        forMs: HELD_MS,
        otherwise: (commit) => fail('committed-before-stored', [...tries(context, 'order-1').slice(-1), held, commit]),
      });
      holds[index]!.release();
    }
    await mustHappen('order-1 is paid', () => paymentOf(context, 'order-1'), {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
  });

  check('an order that the retry topic does not take moves no offset', { task: 2 }, async (context) => {
    const { history } = context;
    const ground = only(await retryGrounds(context, [[order(1)]], 1));
    const learner = await context.startLearner({ as: 'consumer' });
    learner.mayEnd(); // who cannot store it may give up
    learner.answerEffects((call) => void call.fail(TIMED_OUT));
    const rule = learner.lane.add(
      { api: 'Produce', where: isAbout(ground.retries) },
      { act: 'refuse', error: 'TOPIC_AUTHORIZATION_FAILED' },
    );
    await beginRetries(learner, ground, QUICK);
    const early = () => commitPast(context, ground.topic);
    await mustHappen('it is refused', () => rule.hits > 0 || early(), {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    const refused = () => history.events.find(({ details }) => details.kind === 'answer' && details.injected);
    const commit = await mayHappen('an offset moves', early, { withinMs: HELD_MS });
    if (!refused()) inconclusive('the order was not refused');
    if (commit) fail('committed-before-stored', [...tries(context, 'order-1').slice(-1), refused()!, commit]);
  });
}
