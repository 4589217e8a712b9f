import {
  type Check,
  type CheckContext,
  effectsOf,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  mustHappen,
  mustNotHappen,
  only,
  type WireDetails,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { beginRetries, order, type RetryGround, recordsIn, retryGrounds, subjectIn } from './letters.ts';
import { TIMED_OUT } from './order.ts';
import { allPaid, begun, paymentOf, QUICK, stopped, tries, WITHIN_MS } from './retrying.ts';

/**
 * Nobody waits for the end of this wait, and no heartbeat is due in it: what lies behind the order is paid meanwhile, also on a
 * busy machine, unless it is held up.
 */
const LONG = { baseMs: 40_000, sessionTimeoutMs: 120_000 };
/** The first wait takes 3 s at least, longer than the session. */
const LONGER_THAN_THE_SESSION = { baseMs: 6_000, sessionTimeoutMs: 2_000 };
/** A program that does not wait for the gateway asks for the next order within 50 ms. */
const HELD_MS = 1_000;

/** What an order that waits does to all others, and to the program. */
export function retryFlowChecks(check: Check): void {
  check('an order that waits holds up nobody behind it', { task: 2 }, async (context) => {
    const { note } = context;
    const orders = [order(1), order(2), order(3, 'customer-1')];
    const { ground } = await begun(context, [orders], LONG, (subject, times) =>
      subject === 'order-1' && times === 1 ? TIMED_OUT : undefined,
    );
    await paidMeanwhile(context, ['order-2']);
    // Whether an order of the same key may overtake is up to the program.
    if (tries(context, 'order-1').length === 1 && paymentOf(context, 'order-3'))
      note('order-3 of customer-1 was paid while order-1 of customer-1 waited: the two have changed places.');
    await mustBeStored(context, ground);
    // What is read together may be worked off before anybody waits. So one more comes when somebody does.
    const isRead = () =>
      wireOf(context.history, 'answer', 'Fetch').some(({ details }) =>
        details.partitions?.some(({ topic, records = 0 }) => topic === ground.retries.name && records > 0),
      );
    await mustHappen('somebody reads order-1 in the retry topic', isRead, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    await ground.testTopic.append([order(4)]);
    await paidMeanwhile(context, ['order-4']);
  });

  check('who waits for an order stays in its group', { task: 2 }, async (context) => {
    const { history } = context;
    const retrying = await begun(context, [[order(1)]], LONGER_THAN_THE_SESSION, (_, times) =>
      times === 1 ? TIMED_OUT : undefined,
    );
    await allPaid(retrying, ['order-1']);
    // A commit, or the next heartbeat, tells a member that was thrown out; a session later all know.
    const evicted = () => history.events.find(isEviction);
    const isOver = async () => evicted() ?? (await hasCommitted(context, retrying.ground));
    await mayHappen('the order is committed', isOver, { withinMs: WITHIN_MS });
    const out = evicted();
    if (!out) return;
    const [failed] = failuresOf(context, 'order-1');
    const { process: member, group } = out.details as WireDetails;
    const beats = wireOf(history, 'request', 'Heartbeat').filter(
      ({ n, details }) => details.process === member && details.group === group && n > (failed?.n ?? 0) && n < out.n,
    );
    if (beats.length > 1)
      inconclusive('a member that sent heartbeats was thrown out: this machine stood still for a while');
    fail('thrown-out-while-waiting', [...(failed ? [failed] : []), out]);
  });

  check('orders that do not fail keep their order', { task: 2 }, async (context) => {
    const { history } = context;
    const orders = [order(1), order(2, 'customer-1'), order(3)];
    const ground = only(await retryGrounds(context, [orders], 1));
    const learner = await context.startLearner({ as: 'consumer' });
    let answerFirst: (() => void) | undefined;
    learner.answerEffects((call) => {
      if (call.subject !== 'order-1' || answerFirst) return call.done();
      answerFirst = () => call.done();
    });
    await beginRetries(learner, ground, QUICK);
    await mustHappen('order-1 is tried', () => answerFirst, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-1'),
    });
    const held = history.record('harness', 'lets the gateway take its time for order-1', { kind: 'fault' });
    const overtaking = () => [...tries(context, 'order-2'), ...tries(context, 'order-3')][0];
    await mustNotHappen('another is begun', overtaking, {
      forMs: HELD_MS,
      otherwise: (next) => fail('not-awaited', [tries(context, 'order-1')[0]!, held, next]),
    });
    answerFirst!();
    await mustHappen('all are paid', () => paymentOf(context, 'order-3'), {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-3'),
    });
    const [second, third] = ['order-2', 'order-3'].map((subject) => tries(context, subject)[0]!.n);
    if (second! > third!) fail('not-awaited', [tries(context, 'order-3')[0]!, tries(context, 'order-2')[0]!]);
  });
}

/** Waits until these orders are paid; fails where order-1 is tried again before them. */
async function paidMeanwhile(context: CheckContext, subjects: readonly string[]): Promise<void> {
  const again = () => tries(context, 'order-1')[1];
  const unpaid = () => subjects.find((subject) => !paymentOf(context, subject));
  await mayHappen('they are paid', () => !unpaid() || again(), { withinMs: WITHIN_MS });
  const second = again();
  // Those behind it may be paid in the same moment as order-1: what counts is who was first.
  const waits = subjects.find((subject) => {
    const payment = paymentOf(context, subject);
    return !payment || (second && payment.n > second.n);
  });
  if (!waits) return;
  if (!tries(context, 'order-1')[0]) inconclusive('order-1 was not tried');
  const [failed] = failuresOf(context, 'order-1');
  if (failed && second && second.atMs - failed.atMs < LONG.baseMs / 2 - 1) fail('tried-too-early', [failed, second]);
  fail('holds-up-the-partition', [
    ...(failed ? [failed] : []),
    ...(second ? [second] : []),
    context.history.record('harness', `${waits}, which came after it, is not paid yet`),
  ]);
}

/** Fails where the group says that order-1 is over, and no topic has it. */
async function mustBeStored(context: CheckContext, ground: RetryGround): Promise<void> {
  const { cluster, history } = context;
  const { group, testTopic, retries, deadLetters } = ground;
  const isPast = async () => ((await cluster.committed(group, testTopic))[0]!.offset ?? -1) > 0;
  await mustHappen('the offset is past order-1', isPast, {
    withinMs: WITHIN_MS,
    otherwise: () => stopped(context, ground, 'order-1'),
  });
  const topics = await Promise.all([retries, deadLetters].map(recordsIn));
  if (topics.flat().some((record) => subjectIn(record) === 'order-1')) return;
  fail('kept-in-memory', [
    ...failuresOf(context, 'order-1').slice(0, 1),
    history.record('broker 1', 'the offset is past order-1, and neither topic has it'),
  ]);
}

const failuresOf = ({ history }: CheckContext, subject: string): HistoryEvent[] =>
  effectsOf(history, subject).filter(({ details }) => details.phase === 'failed');

/** The order that waited is over, wherever it waited. */
async function hasCommitted({ cluster }: CheckContext, ground: RetryGround): Promise<boolean> {
  const { group, retryGroup, testTopic, retries } = ground;
  const topic = (await recordsIn(retries)).length > 0 ? retries : testTopic;
  const offsets = await Promise.all([group, retryGroup].map((each) => cluster.committed(each, topic)));
  return offsets.some(([part]) => (part?.offset ?? -1) > 0);
}

const GROUP_APIS = ['Heartbeat', 'OffsetCommit', 'TxnOffsetCommit', 'SyncGroup'];
const NOT_A_MEMBER = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'];

/** A broker tells a member that it is none any more. */
const isEviction = ({ details }: HistoryEvent): boolean =>
  details.kind === 'answer' &&
  GROUP_APIS.includes(details.api) &&
  (details.errors ?? []).some((error) => NOT_A_MEMBER.includes(error));
