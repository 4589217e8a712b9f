import {
  type Check,
  type CheckContext,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  membersIn,
  mustHappen,
  only,
  pause,
  seconds,
} from '#testing';
import { fail } from './judging.ts';
import { triggered } from './server.ts';
import { beginView, changed, LIFE, seenIn, THEN, type ViewGround, viewGrounds, viewIn } from './view.ts';

const TASK = 4;
const WITHIN_MS = 10_000;
/** A program that commits before its work is done is done a moment later. */
const AT_ONCE_MS = 1_000;

/** Task 4, the reader: each event counts once. */
export function readModelChecks(check: Check): void {
  check('the read model is as the events say', { task: TASK }, async (context) => {
    const ground = await reading(context, [LIFE]);
    const view = await viewAfter(context, ground, LIFE.length);
    const known = new Set(LIFE.map(({ subject }) => subject));
    const strange = [...(await seenIn(ground))].find((subject) => !known.has(subject));
    if (strange)
      fail('wrong-event-id', [
        seen(
          context,
          `seen_events holds ‘${strange.replace('event ', '')}’; the events have the ids 1 to ${LIFE.length}`,
        ),
      ]);
    if (view.some((row) => row.startsWith('order-2')))
      fail('not-deleted', [seen(context, 'order-2 is gone, and the view has it')]);
    if (view.join() !== THEN.join())
      fail('wrong-view', [
        seen(context, `the view says: ${view.join('; ') || 'nothing'}; it should say: ${THEN.join('; ')}`),
      ]);
  });

  check('an event that comes again changes nothing', { task: TASK }, async (context) => {
    const again = [...LIFE, LIFE[2]!, LIFE[4]!, LIFE[0]!];
    const ground = await reading(context, [again]);
    const view = await viewAfter(context, ground, again.length);
    if (view.join() !== THEN.join())
      fail('counted-twice', [seen(context, `the view says: ${view.join('; ')}; it should say: ${THEN.join('; ')}`)]);
  });

  check('who is deleted does not rise again', { task: TASK }, async (context) => {
    const again = [...LIFE, LIFE[1]!, changed(6, 3, 'NEW')];
    const ground = await reading(context, [again]);
    const view = await viewAfter(context, ground, again.length, [...THEN, 'order-3 NEW, 1 change']);
    const risen = view.find((row) => row.startsWith('order-2'));
    if (risen) fail('risen', [seen(context, `the view says: ${risen}; it was deleted, and its INSERT came once more`)]);
  });

  check('an event that could not be applied is not passed over', { task: TASK }, async (context) => {
    const { cluster, history, startLearner } = context;
    const ground = only(await viewGrounds(context, [LIFE], 1));
    await ground.schema.query('CREATE TABLE failing (n INT)');
    await ground.schema.query('INSERT INTO failing VALUES (1)');
    await ground.schema.query(
      "CREATE TRIGGER failure BEFORE INSERT ON order_view FOR EACH ROW IF NEW.status = 'PAID' AND EXISTS (SELECT 1 FROM failing) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not now'; END IF",
    );
    const first = await startLearner({ as: 'reader' });
    first.mayEnd(); // who cannot apply it may give up
    await beginView(first, ground);
    const failure = await mustHappen('the database refuses', () => triggered(context), {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the program writes no PAID order with INSERT'),
    });
    await pause(AT_ONCE_MS); // for an offset that passes over it
    await first.kill();
    await cluster.leaveGroup(ground.group, membersIn(history));
    await ground.schema.query('DELETE FROM failing');
    const mended = history.record('harness', 'lets the database take it again, and starts another reader');
    await beginView(await startLearner({ as: 'reader 2' }), ground);
    const view = await viewAfter(context, ground, LIFE.length);
    if (view.join() !== THEN.join())
      fail('event-lost', [
        failure,
        mended,
        seen(context, `the view says: ${view.join('; ') || 'nothing'}; it should say: ${THEN.join('; ')}`),
      ]);
  });

  check('after a restart it still knows what it has seen', { task: TASK }, async (context) => {
    const ground = only(await viewGrounds(context, [LIFE], 1));
    const first = await context.startLearner({ as: 'reader' });
    await beginView(first, ground);
    await viewAfter(context, ground, LIFE.length);
    await first.kill();
    const killed = context.history.record('harness', 'killed the reader, and the relay sends its last batch again', {
      kind: 'fault',
    });
    await context.cluster.leaveGroup(ground.group, membersIn(context.history)); // nobody waits for its session
    await ground.testTopic.append([LIFE[3]!, LIFE[1]!, LIFE[4]!]);
    const next = await context.startLearner({ as: 'reader 2' });
    await beginView(next, ground);
    const view = await viewAfter(context, ground, LIFE.length + 3);
    if (view.join() !== THEN.join())
      fail('known-in-memory', [
        killed,
        seen(context, `the view says: ${view.join('; ')}; it should say: ${THEN.join('; ')}`),
      ]);
  });
}

async function reading(context: CheckContext, events: Parameters<typeof viewGrounds>[1]): Promise<ViewGround> {
  const ground = only(await viewGrounds(context, events, 1));
  const learner = await context.startLearner({ as: 'reader' });
  await beginView(learner, ground);
  return ground;
}

/** The view once the group has committed so many events, and the view is as it should be, or is not a moment later. */
async function viewAfter(
  context: CheckContext,
  ground: ViewGround,
  count: number,
  wanted: readonly string[] = THEN,
): Promise<string[]> {
  const { cluster, history } = context;
  const isRead = async () => ((await cluster.committed(ground.group, ground.testTopic))[0]!.offset ?? -1) >= count;
  await mustHappen('all events are read', isRead, {
    withinMs: WITHIN_MS,
    otherwise: () =>
      fail('stands-still', [
        history.record('broker 1', `the offset is not behind all ${count} events, ${seconds(WITHIN_MS)} later`),
      ]),
  });
  let view: string[] = [];
  const isAsWanted = async () => {
    view = await viewIn(ground);
    return view.join() === wanted.join();
  };
  await mayHappen('the view is as it should be', isAsWanted, { withinMs: AT_ONCE_MS });
  return view;
}

const seen = ({ history }: CheckContext, text: string): HistoryEvent => history.record('database', text);
