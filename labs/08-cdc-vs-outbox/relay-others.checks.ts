import { attempt, type Check, mustHappen, only, seconds } from '#testing';
import { fail } from './judging.ts';
import { event, inserting, openRelay, outboxGrounds, publishedIn } from './outbox.ts';
import { ended, missingIn, mustHold, over, seen } from './relayed.ts';
import { mustBeGranted } from './server.ts';

const TASK = 3;
const WITHIN_MS = 10_000;
/** What comes too early comes within 50 ms. */
const HELD_MS = 1_000;
const OF_ONE_ORDER = Array.from({ length: 20 }, (_, index) => event(1, index + 1));

/** Task 3, the relay: others write, and relay, at the same time. */
export function relayOthersChecks(check: Check): void {
  check(
    'an event whose number is lower and whose commit is later is published, too',
    { task: TASK },
    async (context) => {
      const { history } = context;
      const ground = only(await outboxGrounds(context, 1));
      const slow = await ground.schema.session();
      await slow.query('START TRANSACTION');
      await slow.query(inserting([event(1, 1)]));
      await ground.schema.query(inserting([event(2, 1)]));
      const open = history.record('harness', 'order-1 #1 has the lower number, and its transaction is open', {
        kind: 'fault',
      });
      const learner = await context.startLearner({ as: 'relay' });
      const relay = await openRelay(learner, ground, 10);
      const first = attempt(history, 'publish()', relay.publish());
      await first.settled(HELD_MS * 2); // one that locks what it reads waits for the commit, which is right as well
      await slow.query('COMMIT');
      const commits = history.record('harness', 'commits it');
      await over(context, first);
      await ended(context, relay.publish());
      const [lost] = missingIn(await publishedIn(ground), [event(2, 1), event(1, 1)]);
      if (lost) fail('gap-passed-over', [open, commits, seen(context, `the topic lacks ${lost}`)]);
    },
  );

  check('two relays publish the events of one order in their order', { task: TASK }, async (context) => {
    const { history } = context;
    const ground = only(await outboxGrounds(context, 1, OF_ONE_ORDER));
    const [first, second] = await Promise.all([
      context.startLearner({ as: 'relay A' }),
      context.startLearner({ as: 'relay B' }),
    ]);
    const rule = first!.lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
    const [a, b] = [await openRelay(first!, ground, 10), await openRelay(second!, ground, 10)];
    const runA = attempt(history, 'A: publish()', a.publish());
    await mustHappen('A has read', () => rule.hits > 0, {
      withinMs: WITHIN_MS,
      otherwise: () => fail('not-published', [seen(context, 'relay A sends nothing')]),
    });
    const held = history.record('harness', 'holds A’s first ten between reading and sending, and starts B', {
      kind: 'fault',
    });
    const runB = attempt(history, 'B: publish()', b.publish());
    await runB.settled(HELD_MS);
    rule.release();
    const isOver = (await runA.settled(WITHIN_MS)) && (await runB.settled(WITHIN_MS));
    mustBeGranted(context);
    if (!isOver && (runA.outcome || runB.outcome))
      fail('lock-kept', [
        held,
        seen(context, `one relay is done, and the other waits, ${seconds(WITHIN_MS)} later`, 'harness'),
      ]);
    const records = await publishedIn(ground);
    mustHold(context, records, OF_ONE_ORDER, [held]);
    if (records.length > OF_ONE_ORDER.length)
      fail('told-twice', [
        held,
        seen(context, `the topic holds ${records.length} records of ${OF_ONE_ORDER.length} events`),
      ]);
    if (!isOver) fail('not-published', [held, seen(context, 'a relay has not ended')]);
  });
}
