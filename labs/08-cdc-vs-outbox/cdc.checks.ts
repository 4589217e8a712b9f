import { type Check, type CheckContext, type HistoryEvent, mustHappen, seconds } from '#testing';
import type { OrderEvent } from './events.ts';
import { allThere, follow, following, mustBeInOrder, seen } from './followed.ts';
import { fail } from './judging.ts';
import { changesOf, happen, LIFE, repeatsIn } from './story.ts';

const TASK = 2;
/** What is saved is saved 10 ms after its events are stored. */
const SAVED_WITHIN_MS = 1_000;

/** Task 2, as long as nothing dies in the middle of its work. */
export function cdcChecks(check: Check): void {
  check('every change becomes an event, in order, under the key of its order', { task: TASK }, async (context) => {
    const { ground } = await following(context);
    await happen(ground.schema, LIFE.slice(0, 3));
    await context.database.rotate();
    await happen(ground.schema, LIFE.slice(3));
    const events = await allThere(context, ground, changesOf(LIFE));
    mustBeKeyed(context, events);
    mustBeInOrder(context, events, changesOf(LIFE));
    mustTell(context, events);
    mustHaveIds(context, events);
  });

  check('a restart goes on where the process before was', { task: TASK }, async (context) => {
    // A short file, and a longer one after it: whoever takes a number of the other for one of this is beyond its end.
    await context.database.rotate();
    const { ground, learner, saves } = await following(context);
    let before = saves.length;
    await happen(ground.schema, LIFE.slice(0, 1));
    await allThere(context, ground, changesOf(LIFE.slice(0, 1)));
    await mustSave(context, saves, before);
    await context.database.rotate(); // a position is a file and a number
    before = saves.length;
    await happen(ground.schema, LIFE.slice(1, 3));
    await allThere(context, ground, changesOf(LIFE.slice(0, 3)));
    await mustSave(context, saves, before);
    await learner.kill();
    const killed = context.history.record('harness', 'killed the follower, and more happened', { kind: 'fault' });
    await happen(ground.schema, LIFE.slice(3));
    await follow(context, ground, 'follower 2');
    const events = await allThere(context, ground, changesOf(LIFE), [killed]);
    mustBeInOrder(context, events, changesOf(LIFE));
    const again = repeatsIn(events.map(({ subject }) => subject));
    if (again.length > 1) fail('begins-anew', [killed, seen(context, `the topic has ${again.join(', ')} twice`)]);
  });
}

/** Waits for what is saved once the events are stored; fails where nothing is. */
async function mustSave({ history }: CheckContext, saves: readonly HistoryEvent[], before: number): Promise<void> {
  const isSaved = () => saves.length > before;
  await mustHappen('a position is saved', isSaved, {
    withinMs: SAVED_WITHIN_MS,
    otherwise: () =>
      fail('never-saved', [
        history.record('harness', `events are stored, and no position is saved ${seconds(SAVED_WITHIN_MS)} later`),
      ]),
  });
}

function mustBeKeyed(context: CheckContext, events: readonly OrderEvent[]): void {
  const wrong = events.find(({ key, change }) => key !== (change?.after ?? change?.before)?.id);
  if (wrong)
    fail('wrong-key', [
      seen(context, `the event of ${wrong.subject} has ${wrong.key === undefined ? 'no key' : `the key ${wrong.key}`}`),
    ]);
}

/** An UPDATE tells what was before, an INSERT and a DELETE have one side. */
function mustTell(context: CheckContext, events: readonly OrderEvent[]): void {
  for (const { subject, change } of events) {
    const { operation, before, after } = change!;
    const sides = [before ? 'before' : '', after ? 'after' : ''].join('');
    const wanted = { INSERT: 'after', UPDATE: 'beforeafter', DELETE: 'before' }[operation];
    if (sides !== wanted)
      fail('no-change', [seen(context, `the event of ${subject} says ${operation}, and has ${sides}`)]);
  }
  const paid = events.find(({ subject }) => subject === 'order-1 PAID')?.change;
  if (paid && paid.before?.status !== 'NEW')
    fail('no-change', [seen(context, `order-1 PAID was ${paid.before?.status ?? 'nothing'} before, says its event`)]);
}

function mustHaveIds(context: CheckContext, events: readonly OrderEvent[]): void {
  const nameless = events.find(({ id }) => !id);
  if (nameless) fail('no-id', [seen(context, `the event of ${nameless.subject} has no header id`)]);
  const twice = events.find((one) =>
    events.some((other) => other !== one && other.id === one.id && other.subject !== one.subject),
  );
  if (twice) fail('no-id', [seen(context, `two different events have the id ${twice.id}`)]);
}
