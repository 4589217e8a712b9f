import {
  attempt,
  type Check,
  type CheckContext,
  databaseOptions,
  type HistoryEvent,
  inconclusive,
  type LearnerProcess,
  mayHappen,
  nth,
  only,
  seconds,
} from '#testing';
import { endOfBinlog, transactionsSince } from './binlog-reader.ts';
import { fail } from './judging.ts';
import { event, inserting, type OutboxGround, outboxGrounds, outboxIn, recordedIn } from './outbox.ts';
import { mustBeGranted, sessionsEnded } from './server.ts';

const TASK = 4;
const WITHIN_MS = 15_000;
const BATCH_SIZE = 20;
const HELD_MS = 1_000;
/** Delivered long ago, delivered just now, and not delivered: so many events of each. */
const OLD = 90;
const NEW = 5;
const WAITING = 5;

/** Task 4, the cleanup: what was delivered long ago goes, a bit at a time. */
export function cleanupChecks(check: Check): void {
  check('what was delivered long ago goes, and nothing else', { task: TASK }, async (context) => {
    const ground = await filled(context);
    const deleted = await cleaned(context, ground);
    await mustHaveKept(context, ground);
    const left = (await outboxIn(ground)).length;
    if (left > NEW + WAITING)
      fail('left-behind', [seen(context, `${left - NEW - WAITING} events are left that were delivered long ago`)]);
    const records = (await recordedIn(ground)).length;
    if (records > NEW)
      fail('left-behind', [seen(context, `outbox_delivery has ${records - NEW} rows without an event`)]);
    if (deleted !== OLD)
      fail('miscounted-cleanup', [context.history.record('you', `cleanUp() says ${deleted}, it was ${OLD}`)]);
  });

  check('no transaction deletes more than a batch', { task: TASK }, async (context) => {
    const ground = await filled(context);
    const from = await endOfBinlog(ground.schema);
    await cleaned(context, ground);
    const transactions = await transactionsSince(context, ground.schema, from);
    const most = Math.max(0, ...transactions.map(({ rows }) => rows.get('outbox') ?? 0));
    if (most > BATCH_SIZE)
      fail('all-at-once', [
        seen(context, `a transaction of the binlog deletes ${most} rows of the outbox; a batch is ${BATCH_SIZE}`),
      ]);
  });

  check('a cleanup that dies lets nothing be told again', { task: TASK }, async (context) => {
    for (const n of [1, 2]) {
      const ground = await filled(context);
      const learner = await context.startLearner({ as: `cleanup ${n}` });
      const hold = learner.databaseLane.add({ verb: 'DELETE', nth: n, at: 'answer' }, { act: 'hold' });
      const cleaning = begin(learner, ground);
      cleaning.catch(() => {}); // it is killed
      const isHeld = await mayHappen('it is held', () => hold.hits > 0, { withinMs: HELD_MS * 3 });
      await learner.kill();
      if (!isHeld && n === 1) inconclusive('the program deletes nothing');
      if (!isHeld) continue; // a program of fewer statements
      const killed = context.history.record('harness', `killed the cleanup after its ${nth(n)} DELETE`, {
        kind: 'fault',
      });
      await sessionsEnded(ground, WITHIN_MS);
      const recorded = await recordedIn(ground);
      const waiting = (await outboxIn(ground)).filter(({ id }) => !recorded.includes(String(id)));
      if (waiting.length > WAITING)
        fail('told-again', [
          killed,
          seen(context, `${waiting.length - WAITING} events have lost their delivery, and will be sent again`),
        ]);
      await mustHaveKept(context, ground);
      await cleaned(context, ground, `cleanup ${n}, once more`);
      const records = (await recordedIn(ground)).length;
      if (records > NEW)
        fail('left-behind', [
          killed,
          seen(context, `outbox_delivery has ${records - NEW} rows without an event, and no later cleanup finds them`),
        ]);
    }
  });
}

/** A ground with events that were delivered long ago, some that were just now, and some that wait. */
async function filled(context: CheckContext): Promise<OutboxGround> {
  const ground = only(await outboxGrounds(context, 1));
  const events = Array.from({ length: OLD + NEW + WAITING }, (_, index) => event((index % 3) + 1, index));
  // Those that wait are among the oldest: an event may wait for long, and must not be lost for it.
  await ground.schema.query(inserting(events));
  const ids = (await outboxIn(ground)).map(({ id }) => Number(id));
  const delivered = ids.slice(WAITING);
  const rows = delivered.map(
    (id, index) => `(${id}, ${index < OLD ? "'2026-01-05 08:00:00'" : "'2026-03-02 07:00:00'"})`,
  );
  await ground.schema.query(`INSERT INTO outbox_delivery (event_id, sent_at) VALUES ${rows.join(', ')}`);
  return ground;
}

const begin = (learner: LearnerProcess, { schema }: OutboxGround): Promise<number> =>
  learner.call('cleanup.ts', 'cleanUp', {
    database: databaseOptions({ schema: schema.name, as: 'clerk' }),
    before: new Date('2026-02-01T00:00:00Z'),
    batchSize: BATCH_SIZE,
  });

async function cleaned(context: CheckContext, ground: OutboxGround, as = 'cleanup'): Promise<number> {
  const learner = await context.startLearner({ as });
  const run = attempt(context.history, 'cleanUp()', begin(learner, ground));
  const isOver = await run.settled(WITHIN_MS);
  mustBeGranted(context);
  if (!isOver) fail('left-behind', [seen(context, `cleanUp() has not ended, ${seconds(WITHIN_MS)} later`)]);
  if (run.error) throw run.error;
  return run.value as number;
}

/** Fails where an event is gone that was not delivered, or not long ago. */
async function mustHaveKept(context: CheckContext, ground: OutboxGround): Promise<void> {
  const recorded = await recordedIn(ground);
  const left = await outboxIn(ground);
  const waiting = left.filter(({ id }) => !recorded.includes(String(id))).length;
  if (waiting < WAITING)
    fail('undelivered-deleted', [seen(context, `${WAITING - waiting} events are gone that were never delivered`)]);
  const fresh = left.filter(({ id }) => recorded.includes(String(id))).length;
  if (fresh < NEW) fail('too-young', [seen(context, `${NEW - fresh} events are gone that were delivered just now`)]);
}

const seen = ({ history }: CheckContext, text: string): HistoryEvent => history.record('database', text);
