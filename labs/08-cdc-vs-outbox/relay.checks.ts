import { attempt, type Check, inconclusive, mayHappen, mustNotHappen, only, seconds } from '#testing';
import { fail } from './judging.ts';
import { event, openRelay, outboxGrounds, outboxIn, publishedIn, recordedIn } from './outbox.ts';
import { missingIn, mustHold, publishes, seen, told } from './relayed.ts';

const TASK = 3;
const WITHIN_MS = 10_000;
/** What comes too early comes within 50 ms. */
const HELD_MS = 1_000;
const EVENTS = [event(1, 1), event(2, 1), event(1, 2), event(2, 2), event(1, 3)];

/** Task 3, the relay: from the outbox to Kafka. */
export function relayChecks(check: Check): void {
  check('each event reaches the topic once, in order, under the key of its order', { task: TASK }, async (context) => {
    const ground = only(await outboxGrounds(context, 1, EVENTS));
    const ids = (await outboxIn(ground)).map(({ id }) => String(id));
    const published = await publishes(context, ground, 'relay', 2);
    const records = await publishedIn(ground);
    mustHold(context, records, EVENTS);
    const keyless = records.find(({ key, subject }) => key !== subject.split(' ')[0]);
    if (keyless)
      fail('wrong-aggregate-key', [
        seen(context, `${keyless.subject} has ${keyless.key === undefined ? 'no key' : `the key ${keyless.key}`}`),
      ]);
    const nameless = records.find(({ id }) => id === undefined || !ids.includes(id));
    if (nameless)
      fail('no-event-id', [
        seen(
          context,
          `${nameless.subject} has ${nameless.id === undefined ? 'no header id' : `the id ${nameless.id}`}`,
        ),
      ]);
    if (records.length > EVENTS.length)
      fail('told-twice', [seen(context, `the topic holds ${records.length} records of ${EVENTS.length} events`)]);
    const left = await outboxIn(ground);
    if (left.length < EVENTS.length)
      fail('deleted-at-once', [told(context, `the outbox holds ${left.length} of ${EVENTS.length} events`)]);
    const recorded = await recordedIn(ground);
    if (recorded.length < EVENTS.length)
      fail('told-twice', [
        told(
          context,
          `outbox_delivery holds ${recorded.length} of ${EVENTS.length} events: the next relay sends the others again`,
        ),
      ]);
    if (published !== EVENTS.length)
      fail('miscounted', [context.history.record('you', `publish() says ${published} of ${EVENTS.length}`)]);
    const again = await publishes(context, ground, 'relay 2', 2);
    if (again > 0 || (await publishedIn(ground)).length > EVENTS.length)
      fail('told-twice', [seen(context, 'a second relay has published them again')]);
  });

  check('nothing is recorded as delivered that the broker does not have', { task: TASK }, async (context) => {
    const { history } = context;
    const ground = only(await outboxGrounds(context, 1, EVENTS));
    const learner = await context.startLearner({ as: 'relay' });
    const rule = learner.lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
    const relay = await openRelay(learner, ground, 10);
    const run = attempt(history, 'publish()', relay.publish());
    await mayHappen('an event is sent', () => rule.hits > 0 || run.outcome, { withinMs: WITHIN_MS });
    if (rule.hits === 0) fail('not-published', [seen(context, 'no event is sent')]);
    const held = history.record('harness', 'keeps the events from the topic', { kind: 'fault' });
    const isEarly = async () => (await recordedIn(ground)).length > 0;
    await mustNotHappen('they are recorded', isEarly, {
      forMs: HELD_MS,
      otherwise: () =>
        fail('recorded-before-stored', [held, told(context, 'outbox_delivery says that they are delivered')]),
    });
    rule.release();
    await run.settled(WITHIN_MS);
  });

  check('an event that the broker does not take waits for the next time', { task: TASK }, async (context) => {
    const { history } = context;
    const ground = only(await outboxGrounds(context, 1, EVENTS));
    const learner = await context.startLearner({ as: 'relay' });
    learner.mayEnd(); // who cannot publish may give up
    learner.lane.add({ api: 'Produce', nth: 1 }, { act: 'refuse', error: 'TOPIC_AUTHORIZATION_FAILED' });
    const relay = await openRelay(learner, ground, 10);
    const run = attempt(history, 'publish()', relay.publish());
    await run.settled(WITHIN_MS);
    const refused = history.events.find(({ details }) => details.kind === 'answer' && details.injected);
    if (!refused) inconclusive('no event was refused');
    const missing = async () => missingIn(await publishedIn(ground), EVENTS);
    if ((await missing()).length > 0 && (await recordedIn(ground)).length > 0)
      fail('recorded-before-stored', [refused, told(context, 'outbox_delivery says that they are delivered')]);
    // The first one may live on: it is not to stand in the other's way.
    const other = await openRelay(await context.startLearner({ as: 'relay 2' }), ground, 10);
    const next = attempt(history, 'publish() of relay 2', other.publish());
    if (!(await next.settled(WITHIN_MS)))
      fail('lock-kept', [refused, seen(context, `relay 2 waits, ${seconds(WITHIN_MS)} later`, 'harness')]);
    if (next.error) throw next.error;
    const [lost] = await missing();
    if (lost) fail('recorded-before-stored', [refused, seen(context, `the topic lacks ${lost} for good`)]);
  });
}
