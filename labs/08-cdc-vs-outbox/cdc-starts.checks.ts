import { attempt, type Check, type Effect, mayHappen, mustHappen, mustNotHappen, only } from '#testing';
import { beginCdc, cdcGrounds, eventsIn } from './events.ts';
import { allThere, follow, following, notFollowed, seen } from './followed.ts';
import { fail } from './judging.ts';
import { cents, changesOf, comes, happen, LIFE } from './story.ts';

const TASK = 2;
/** A program follows the binlog after 50 ms on an idle machine. */
const WITHIN_MS = 5_000;
/** What comes too early comes within 50 ms. */
const HELD_MS = 1_000;

/** Task 2: where a program begins, and what an event is known by. */
export function cdcStartChecks(check: Check): void {
  check('a first start is not over before the place where it begins is saved', { task: TASK }, async (context) => {
    const ground = only(await cdcGrounds(context, 1));
    const learner = await context.startLearner({ as: 'follower' });
    let first: Effect | undefined;
    learner.answerEffects((call: Effect) => {
      first ??= call;
      if (call !== first) call.done();
    });
    const start = attempt(context.history, 'startCdc()', beginCdc(learner, ground));
    const isOn = () => first !== undefined || start.outcome !== undefined;
    await mayHappen('it saves, or says that it follows', isOn, { withinMs: WITHIN_MS });
    await start.settled(HELD_MS);
    if (start.error) throw start.error;
    if (start.outcome === 'resolved')
      fail('first-position-not-saved', [
        ...(first ? [first.asked] : []),
        start.event!,
        seen(context, 'no position is on the disk', 'harness'),
      ]);
    first?.done();
  });

  check(
    'no two changes have the same id, in whichever file of the binlog they are',
    { task: TASK },
    async (context) => {
      const { ground } = await following(context);
      await happen(ground.schema, [comes(1)]);
      // The same place in two files, and the same status. MariaDB writes a checkpoint of its own into each new file, before
      // or after the change that comes at that moment: of four files, two at least are alike.
      for (const price of [111, 222, 333, 444]) {
        await context.database.rotate();
        await happen(ground.schema, [cents(1, price)]);
      }
      const WANTED = 5;
      const areThere = async () => (await eventsIn(ground.testTopic)).length >= WANTED;
      await mustHappen('five events are in the topic', areThere, {
        withinMs: WITHIN_MS,
        otherwise: () => notFollowed(context, []),
      });
      const events = await eventsIn(ground.testTopic);
      const twin = events.find((one, index) => events.findIndex(({ id }) => id === one.id) < index);
      if (twin) fail('no-id', [seen(context, 'two changes of order-1 have the same id')]);
    },
  );

  check('a saved position that is gone is not passed over', { task: TASK }, async (context) => {
    const { history, startLearner } = context;
    const ground = only(await cdcGrounds(context, 1));
    ground.saved = { filename: 'binlog.900000', position: 4 };
    const gone = history.record('harness', 'starts it with a position in a file that the server does not have', {
      kind: 'fault',
    });
    const learner = await startLearner({ as: 'follower' });
    learner.mayEnd(); // to end, or to reject, is what it should do
    learner.answerEffects((call: Effect) => call.done());
    const start = attempt(
      history,
      'startCdc()',
      beginCdc(learner, ground).catch(() => {}),
    );
    await start.settled(HELD_MS);
    await learner.exit(HELD_MS); // or it lives on, and follows something else by then
    await happen(ground.schema, LIFE.slice(0, 1));
    const goesOn = async () => (await eventsIn(ground.testTopic))[0];
    await mustNotHappen('an event comes all the same', goesOn, {
      forMs: HELD_MS,
      otherwise: ({ subject }) =>
        fail('hides-the-hole', [gone, seen(context, `the topic has ${subject}: it went on from somewhere else`)]),
    });
  });

  check('what happens after a first start is not lost when that one dies at once', { task: TASK }, async (context) => {
    const { ground, learner } = await following(context);
    await learner.kill();
    const wasSaved = ground.saved !== undefined;
    const killed = context.history.record('harness', 'killed the follower before anything happened', { kind: 'fault' });
    await happen(ground.schema, LIFE.slice(0, 2));
    await follow(context, ground, 'follower 2');
    await happen(ground.schema, LIFE.slice(2, 3));
    await allThere(context, ground, changesOf(LIFE.slice(2, 3)), [killed]);
    const events = await eventsIn(ground.testTopic);
    const lost = changesOf(LIFE.slice(0, 2)).find((change) => !events.some(({ subject }) => subject === change));
    if (lost)
      fail(wasSaved ? 'begins-at-the-end' : 'first-position-not-saved', [
        killed,
        seen(context, `the topic lacks ${lost}`),
      ]);
  });
}
