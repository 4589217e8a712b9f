import { type Check, type HistoryEvent, inconclusive, mayHappen, mustHappen, mustNotHappen, wireOf } from '#testing';
import { endOfBinlog } from './binlog-reader.ts';
import { eventsIn } from './events.ts';
import { allThere, follow, following, mustBeInOrder, notFollowed, seen } from './followed.ts';
import { fail } from './judging.ts';
import { changesOf, happen, LIFE } from './story.ts';

const TASK = 2;
/** An event is there after 30 ms on an idle machine. */
const WITHIN_MS = 5_000;
/** What comes too early comes within 50 ms. */
const HELD_MS = 1_000;

/** Task 2: what a saved position covers. */
export function cdcPositionChecks(check: Check): void {
  check('no position is saved before its events are stored', { task: TASK }, async (context) => {
    const { history } = context;
    const { ground, learner, saves } = await following(context);
    const before = saves.length;
    const rule = learner.lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
    await happen(ground.schema, LIFE.slice(0, 1));
    const early = () => saves[before];
    await mustHappen('an event is sent', () => rule.hits > 0 || early(), {
      withinMs: WITHIN_MS,
      otherwise: () => notFollowed(context, []),
    });
    const held = history.record('harness', 'keeps the first event from the topic', { kind: 'fault' });
    await happen(ground.schema, LIFE.slice(1, 3));
    await mustNotHappen('a position is saved', early, {
      forMs: HELD_MS,
      otherwise: (save) => fail('saved-before-stored', [held, save].sort(inOrder)),
    });
    const sent = wireOf(history, 'request', 'Produce').filter(({ details }) => details.process === learner.name);
    if (sent.length > 1) fail('sent-side-by-side', [held, sent[1]!]);
    rule.release();
    const events = await allThere(context, ground, changesOf(LIFE.slice(0, 3)));
    mustBeInOrder(context, events, changesOf(LIFE.slice(0, 3)));
  });

  check('a saved position is behind what is stored, and no further', { task: TASK }, async (context) => {
    const { history } = context;
    const { ground, learner, saves } = await following(context);
    const before = saves.length;
    const first = learner.lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
    await happen(ground.schema, LIFE.slice(0, 1));
    await mustHappen('an event is sent', () => first.hits > 0, {
      withinMs: WITHIN_MS,
      otherwise: () => notFollowed(context, []),
    });
    const next = learner.lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
    // The binlog does not wait for the program.
    const end = await endOfBinlog(ground.schema);
    await context.database.rotate();
    await happen(ground.schema, LIFE.slice(1, 3));
    first.release();
    await mayHappen('the next is sent, or never', () => next.hits > 0, { withinMs: WITHIN_MS });
    const save = saves[before];
    const { saved } = ground;
    if (saved && saved.position === end.position && saved.filename !== end.filename)
      fail('position-too-far', [
        ...(save ? [save] : []),
        seen(context, 'the number is that of the transaction, and the file is not: it began later', 'database'),
      ]);
    await learner.kill();
    const killed = history.record('harness', 'killed the follower, whose second send was on its way', {
      kind: 'fault',
    });
    await follow(context, ground, 'follower 2');
    await happen(ground.schema, LIFE.slice(3));
    await allThere(context, ground, changesOf(LIFE.slice(3)), [killed]);
    const events = await eventsIn(ground.testTopic);
    const lost = changesOf(LIFE.slice(0, 3)).find((change) => !events.some(({ subject }) => subject === change));
    if (lost)
      fail('position-too-far', [...(save ? [save] : []), killed, seen(context, `the topic lacks ${lost} for good`)]);
  });

  check('an event that the broker does not take moves no position', { task: TASK }, async (context) => {
    const { ground, learner, saves } = await following(context);
    learner.mayEnd(); // who cannot store it may give up
    const before = saves.length;
    const rule = learner.lane.add({ api: 'Produce' }, { act: 'refuse', error: 'TOPIC_AUTHORIZATION_FAILED' });
    await happen(ground.schema, LIFE.slice(0, 1));
    const early = () => saves[before];
    await mustHappen('it is refused', () => rule.hits > 0 || early(), {
      withinMs: WITHIN_MS,
      otherwise: () => notFollowed(context, []),
    });
    await happen(ground.schema, LIFE.slice(1, 2));
    const save = await mayHappen('a position is saved', early, { withinMs: HELD_MS });
    const refused = context.history.events.find(({ details }) => details.kind === 'answer' && details.injected);
    if (!refused) inconclusive('no event was refused');
    // One that tries again, until the broker has it, may save then.
    const [first] = changesOf(LIFE);
    const isStored = (await eventsIn(ground.testTopic)).some(({ subject }) => subject === first);
    if (save && !isStored) fail('saved-before-stored', [refused, save]);
  });
}

const inOrder = (one: HistoryEvent, other: HistoryEvent): number => one.n - other.n;
