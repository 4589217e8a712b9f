import {
  type Attempt,
  attempt,
  type CheckContext,
  checksOf,
  eventually,
  firstSendTo,
  type HistoryEvent,
  incompressible,
  inconclusive,
  type LogRecord,
  pause,
  sendsTo,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';
import lab from './lab.ts';
import { createTopics, open, payment, type Sender, type Topics, TRIED_FOR_MS, view } from './open-sender.ts';

const check = checksOf(lab);

/** What is not answered by then is waiting for the broker that was frozen: an answer takes 2 to 7 ms. */
const PENDING_AFTER_MS = 1_000;
/** A broker that is frozen for longer may lose its session (2 s), and with it its place in the ISR. */
const LONGEST_FREEZE_MS = 1_500;
/** A follower's parked fetch ends after replica.fetch.wait.max.ms (100); until then it would still take a record along. */
const PARKED_FETCH_MS = 250;
/** A receipt passes through two more processes than an answer to ours. */
const LATE_BY_MS = 200;
const LATE = 'the leader was late to answer a page view; it answered a later record of ours, and then that one, too';
/** More than message.max.bytes (1 MB). */
const TOO_LARGE = incompressible(1_500_000);

/** Whether a record is about that order, whatever key it was given. */
const tellsOf = (orderId: string) => (record: LogRecord) => `${record.key} ${record.value}`.includes(orderId);

/**
 * Whether a page view that has no receipt yet is merely late: the leader takes a later record of ours, and now the receipt is
 * there, too. A machine that stands still for a second is no misconception.
 */
async function isMerelyLate(sending: Attempt, pageViews: TestTopic): Promise<boolean> {
  if (sending.outcome !== undefined) return false;
  await pageViews.append([{ value: 'the leader answers' }], { acks: 1 });
  return (await sending.settled(LATE_BY_MS)) && sending.error === undefined;
}

/** Finds out which misconception lets a payment resolve that should not have: it is asked of the program, not of its source. */
async function whyItResolved(
  { cluster, history }: CheckContext,
  { sender, topics, before }: { sender: Sender; topics: Topics; before: [fault: HistoryEvent, resolved: HistoryEvent] },
): Promise<never> {
  const sends = sendsTo(history, topics.payments, before[0]);
  await sender.sendPayment(payment('order-3')); // connects again where the broker had cut the connection
  const frozen = await cluster.freeze(1);
  const unanswered = attempt(history, 'sendPayment(order-4)', sender.sendPayment(payment('order-4')));
  await unanswered.settled(PENDING_AFTER_MS);
  const resolvedUnanswered = unanswered.outcome === 'resolved';
  await cluster.resume(1);
  if (resolvedUnanswered) {
    // A request that is sent later, when the receipt is long given, is no evidence of acks.
    const sent = await firstSendTo(history, topics.payments, before[0]);
    const unasked = sent.filter(({ details }) => details.kind === 'request' && details.acks === 0);
    fail('payment-not-acknowledged', [...before, ...unasked, frozen, unanswered.event!]);
  }
  await unanswered.settled(5_000);
  const refused = attempt(
    history,
    'sendPayment(order-5 of 1.5 MB)',
    sender.sendPayment({ ...payment('order-5'), note: TOO_LARGE }),
  );
  await refused.settled(5_000);
  if (refused.outcome !== 'rejected')
    fail('rejection-swallowed', [...before, ...sends.slice(0, 2), ...(refused.event ? [refused.event] : [])]);
  fail('payment-leader-only', [...before, ...sends.slice(0, 2)]);
}

check('a payment that a replica lacks gets no receipt, and lies in the log once at most', {}, async (context) => {
  const { cluster, history } = context;
  const topics = await createTopics(context, { replicas: [1, 2], minInSync: 2 });
  const sender = await open(context, topics);
  const frozen = await cluster.freeze(2);
  const sending = attempt(history, 'sendPayment(order-2)', sender.sendPayment(payment('order-2')));
  const isSettled = await sending.settled(TRIED_FOR_MS);
  await cluster.resume(2);
  if (!isSettled)
    fail('payment-waits-too-long', [
      frozen,
      ...(await firstSendTo(history, topics.payments, frozen)),
      history.record('you', 'sendPayment(order-2): neither resolved nor rejected after 25 s'),
    ]);
  if (sending.outcome === 'resolved')
    await whyItResolved(context, { sender, topics, before: [frozen, sending.event!] });
  await topics.payments.inSyncAre([1, 2]);
  // Once a record behind them is acknowledged by all, a reader sees whatever the log holds of the payment.
  await topics.payments.append([{ value: 'the end' }]);
  const copies = (await topics.payments.read()).filter(tellsOf('order-2'));
  if (copies.length > 1) {
    const seen = copies.map(({ offset }) => history.record('broker 1', `payments-0 holds order-2 at offset ${offset}`));
    const refused = sendsTo(history, topics.payments, frozen).filter(({ details }) => details.kind === 'answer');
    fail('resent-after-timeout', [frozen, ...refused.slice(0, 1), ...seen.slice(0, 2), sending.event!]);
  }
});

check('a message that the broker refuses is reported to the caller', {}, async (context) => {
  const { history } = context;
  const topics = await createTopics(context, { replicas: [1, 2], minInSync: 2 });
  const sender = await open(context, topics);
  const limit = history.record(
    'harness',
    'sends order-2 of 1.5 MB; the broker refuses records over 1 MB (message.max.bytes)',
  );
  const refused = attempt(
    history,
    'sendPayment(order-2)',
    sender.sendPayment({ ...payment('order-2'), note: TOO_LARGE }),
  );
  await refused.settled(10_000);
  if (refused.outcome === undefined) inconclusive('the broker did not answer a record that is too large within 10 s');
  if (refused.outcome === 'resolved') await whyItResolved(context, { sender, topics, before: [limit, refused.event!] });
  const refusedView = attempt(
    history,
    'sendPageView(view-2 of 1.5 MB)',
    sender.sendPageView({ id: 'view-2', page: TOO_LARGE }),
  );
  await refusedView.settled(10_000);
  if (refusedView.outcome !== 'resolved') return;
  // Whether its acks are 0 or its rejection was caught: with the leader frozen only the former still resolves.
  await sender.sendPageView(view('view-3'));
  const frozen = await context.cluster.freeze(1);
  const unanswered = attempt(history, 'sendPageView(view-4)', sender.sendPageView(view('view-4')));
  await unanswered.settled(PENDING_AFTER_MS);
  await context.cluster.resume(1);
  if (unanswered.outcome === 'resolved') {
    const sends = await firstSendTo(history, topics.pageViews, frozen);
    fail('page-view-not-acknowledged', [refusedView.event!, frozen, ...sends, unanswered.event!]);
  }
  const answers = sendsTo(history, topics.pageViews, refused.event!).filter(({ details }) => details.kind === 'answer');
  fail('rejection-swallowed', [...answers.slice(0, 1), refusedView.event!]);
});

check('a page view is acknowledged by its leader, and by nobody else', {}, async (context) => {
  const { cluster, history } = context;
  const topics = await createTopics(context, { replicas: [1, 2], minInSync: 1 });
  const sender = await open(context, topics);
  const followerFrozen = await cluster.freeze(2);
  const sending = attempt(history, 'sendPageView(view-2)', sender.sendPageView(view('view-2')));
  await sending.settled(PENDING_AFTER_MS);
  if (sending.outcome !== 'resolved') {
    const waited = sending.event ?? history.record('you', 'sendPageView(view-2): still waiting for its receipt');
    const ping = attempt(history, 'sendPing(ping-2)', sender.sendPing({ id: 'ping-2' }));
    const [isLate] = await Promise.all([isMerelyLate(sending, topics.pageViews), ping.settled(LATE_BY_MS)]);
    if (isLate) inconclusive(LATE);
    const pingWaits = ping.outcome !== 'resolved';
    const frozenForMs = await cluster.resume(2);
    if (frozenForMs > LONGEST_FREEZE_MS)
      inconclusive(`broker 2 was frozen for ${Math.round(frozenForMs)} ms, longer than planned`);
    const sent = await firstSendTo(history, topics.pageViews, followerFrozen);
    if (!pingWaits) fail('page-view-waits-for-all', [followerFrozen, ...sent, waited]);
    fail('acks-not-on-send', [
      followerFrozen,
      ...sent,
      waited,
      ...(await firstSendTo(history, topics.pings, followerFrozen)),
      history.record('you', 'sendPing(ping-2): waits for its receipt, too'),
    ]);
  }
  await cluster.resume(2);
  const leaderFrozen = await cluster.freeze(1);
  const unanswered = attempt(history, 'sendPageView(view-3)', sender.sendPageView(view('view-3')));
  await unanswered.settled(PENDING_AFTER_MS / 2);
  const resolvedUnanswered = unanswered.outcome === 'resolved';
  await cluster.resume(1);
  if (!resolvedUnanswered) return;
  const sent = await firstSendTo(history, topics.pageViews, leaderFrozen);
  fail('page-view-not-acknowledged', [leaderFrozen, ...sent, unanswered.event!]);
});

check('a ping does not wait for any broker, and nothing waits behind it', {}, async (context) => {
  const { cluster, history } = context;
  const topics = await createTopics(context, { replicas: [1, 2], minInSync: 1 });
  const sender = await open(context, topics);
  const followerFrozen = await cluster.freeze(2);
  const first = attempt(history, 'sendPing(ping-2)', sender.sendPing({ id: 'ping-2' }));
  await first.settled(PENDING_AFTER_MS / 2);
  const behind = attempt(history, 'sendPageView(view-2)', sender.sendPageView(view('view-2')));
  await behind.settled(PENDING_AFTER_MS / 2);
  if (await isMerelyLate(behind, topics.pageViews)) inconclusive(LATE);
  const isHeldUp = first.outcome === 'resolved' && behind.outcome === undefined;
  await cluster.resume(2);
  if (isHeldUp) {
    const waits = history.record('you', 'sendPageView(view-2): waits behind the ping, whose answer is not there yet');
    const sent = await firstSendTo(history, topics.pings, followerFrozen);
    fail('ping-answer-unheard', [followerFrozen, ...sent, first.event!, waits]);
  }
  const frozen = await cluster.freeze(1);
  const sending = attempt(history, 'sendPing(ping-3)', sender.sendPing({ id: 'ping-3' }));
  await sending.settled(PENDING_AFTER_MS);
  const outcome = sending.outcome;
  const frozenForMs = await cluster.resume(1);
  if (outcome === 'resolved') return;
  if (frozenForMs > LONGEST_FREEZE_MS + 500)
    inconclusive(`broker 1 was frozen for ${Math.round(frozenForMs)} ms, longer than planned`);
  const sent = await firstSendTo(history, topics.pings, frozen);
  fail('ping-waits', [frozen, ...sent, history.record('you', 'sendPing(ping-3): still waiting 1 s later')]);
});

check('a page view that only its leader had is gone when the leader dies: the price of acks 1', {}, async (context) => {
  const { cluster, history, note } = context;
  const topics = await createTopics(context, { replicas: [1, 2], minInSync: 1 });
  const { pageViews } = topics;
  const sender = await open(context, topics);
  // Without a first record on both replicas there would be nothing to tell “gone” from “never there”.
  await eventually('view-1 is on both replicas', async () => (await pageViews.endOffset()) === 1n);
  if ((await pageViews.state()).inSync.length !== 2) inconclusive('the follower was not in sync before the fault');
  const frozen = await cluster.freeze(2);
  await pause(PARKED_FETCH_MS);
  const sending = attempt(history, 'sendPageView(view-2)', sender.sendPageView(view('view-2')));
  await sending.settled(PENDING_AFTER_MS);
  if (await isMerelyLate(sending, pageViews)) inconclusive(LATE);
  if (sending.outcome !== 'resolved')
    fail('page-view-waits-for-all', [
      frozen,
      ...(await firstSendTo(history, pageViews, frozen)),
      sending.event ?? history.record('you', 'sendPageView(view-2): still waiting for its receipt'),
    ]);
  await cluster.kill(1);
  const frozenForMs = await cluster.resume(2);
  if (frozenForMs > LONGEST_FREEZE_MS)
    inconclusive(`broker 2 was frozen for ${Math.round(frozenForMs)} ms, longer than planned`);
  if ((await pageViews.leader()) !== 2) inconclusive('broker 2 did not take over');
  const reused = await pageViews.append([{ key: 'view-3', value: 'sent to the new leader' }], { acks: 1 });
  const keys = (await pageViews.read()).map(({ offset, key }) => `${offset}: ${key}`);
  if (keys.some((line) => line.includes('view-2')))
    inconclusive('the follower had fetched view-2 before it froze, so nothing was lost');
  if (reused !== 1n) inconclusive(`the next record got offset ${reused}; 1 was expected`);
  note(
    `view-2 had a receipt for offset 1. After its leader’s death page-views-0 holds ${keys.join(', ')}: the offset was given again.`,
  );
});

check(
  'a payment with a receipt is still there after its leader has died',
  { brokers: 'as they are' },
  async (context) => {
    const { cluster, history } = context;
    await cluster.ensureDead(1);
    const out = history.record(
      'harness',
      'broker 1 is down; payments-0 has broker 2 as its leader and broker 3 in sync',
    );
    const topics = await createTopics(context, { replicas: [2, 3, 1], minInSync: 2 });
    await topics.payments.inSyncAre([2, 3]);
    const sender = await open(context, topics);
    const sending = attempt(history, 'sendPayment(order-2)', sender.sendPayment(payment('order-2')));
    await sending.settled(10_000);
    if (sending.outcome !== 'resolved')
      inconclusive(`a payment got no receipt while two replicas were in sync: ${sending.error?.message}`);
    const killed = await cluster.kill(2);
    // Below min.insync.replicas nothing new becomes readable, so a broker must come back first.
    await cluster.start(1);
    await topics.payments.inSyncAre([1, 3]);
    // A replica is in sync once it has what readers may see (the high watermark); what lies behind that becomes readable
    // when it has fetched it, too. A record of ours that all have acknowledged stands behind everything else.
    await topics.payments.append([{ value: 'the end' }]);
    const records = await topics.payments.read();
    if (records.some(tellsOf('order-2'))) return;
    const keys = records.flatMap(({ key }) => key?.toString() || []); // without the record of ours
    const held = history.record('broker 3', `payments-0 holds ${keys.join(', ')}, and no order-2`);
    const receipt = sendsTo(history, topics.payments, out).filter(
      ({ n, details }) => details.kind === 'answer' && n < killed.n,
    );
    fail('payment-lost', [out, ...receipt.slice(-1), sending.event!, killed, held]);
  },
);
