import { attempt, type Check, inconclusive, seconds, sendsTo } from '#testing';
import { fail } from './judging.ts';
import { open, order } from './open-sender.ts';
import {
  mustBeKnown,
  mustBeParked,
  mustBeStored,
  replayed,
  send,
  sendInPeace,
  settled,
  spread,
  stored,
  TRY_FOR_MS,
  TRY_LONG_MS,
} from './sending.ts';

/** An answer takes 2 to 7 ms where nobody is waited for. */
const WAITS_AFTER_MS = 500;

/** What becomes of orders while brokers are stopped, killed and frozen. */
export function outageChecks(check: Check): void {
  const inTask = { task: 2 } as const;

  check(
    'refused orders wait in the outbox, and are stored once and in order when brokers are back',
    inTask,
    async (context) => {
      const { cluster, history, note } = context;
      const topic = await cluster.createTopic('orders', spread);
      const opened = await open(context, { topic, tryForMs: TRY_FOR_MS });
      await sendInPeace(context, opened, 'order-1');
      const one = await cluster.stop(2);
      mustBeStored(await send(context, opened, 'order-2', TRY_LONG_MS), 'parked-needlessly', [one]);
      const two = await cluster.stop(3);
      await topic.inSyncAre([1]);
      for (const id of ['order-3', 'order-4'])
        await mustBeParked(context, opened, { id, sending: await send(context, opened, id), since: two });
      const tooEarly = attempt(history, 'replay(), with two brokers down', opened.sender.replay());
      await settled(context, 'replay()', tooEarly, TRY_FOR_MS * 2);
      const readable = (await stored(context, topic)).ids.join(', ');
      note(`While two of three brokers were down, reading went on: ${readable}.`);
      await opened.learner.kill();
      history.record('harness', 'killed the sender', { kind: 'fault' });
      const back = await cluster.start(2);
      await topic.inSyncAre([1, 2]);
      const again = await open(context, { topic, tryForMs: TRY_LONG_MS, before: opened });
      await send(context, again, 'order-5', TRY_LONG_MS);
      await replayed(context, again, TRY_LONG_MS);
      const { ids, seen } = await stored(context, topic);
      const all = ['order-1', 'order-2', 'order-3', 'order-4', 'order-5'];
      mustBeKnown(context, ids, all, [two, back]);
      const missing = all.find((id) => !ids.includes(id));
      if (missing)
        fail('order-dropped', [two, back, history.record('harness', `${missing} is not in the topic`), seen]);
      const doubled = ids.find((id, index) => ids.indexOf(id) < index);
      if (doubled)
        fail('refused-order-doubled', [two, back, history.record('broker', `orders-0 holds ${doubled} twice`)]);
      if (ids.join() !== all.join()) fail('overtaken', [two, back, seen]);
    },
  );

  check('an order is tried until the new leader takes it', inTask, async (context) => {
    const { cluster, history, note } = context;
    const topic = await cluster.createTopic('orders', spread);
    const opened = await open(context, { topic, tryForMs: TRY_LONG_MS });
    await sendInPeace(context, opened, 'order-1');
    const killed = await cluster.kill(1);
    const sending = attempt(history, 'send(order-2)', opened.sender.send(order('order-2')));
    if ((await topic.state(0, 2)).leader > 1) inconclusive('another broker led before the order was sent');
    await settled(context, 'send(order-2)', sending, TRY_LONG_MS);
    mustBeStored(sending, 'gives-up-at-once', [killed]);
    // Without a record that all have acknowledged behind them, a new leader might not show its last records yet.
    await topic.append([{ key: 'the end', value: JSON.stringify({ id: 'the end' }) }]);
    const { ids, seen } = await stored(context, topic);
    mustBeKnown(context, ids, ['order-1', 'order-2', 'the end'], [killed, sending.event!]);
    const missing = ['order-1', 'order-2'].find((id) => !ids.includes(id));
    const unasked = sendsTo(history, topic, killed).find(
      ({ details }) => details.kind === 'request' && details.acks !== -1,
    );
    if (missing && unasked) fail('acks-not-all', [unasked, killed, sending.event!, seen]);
    if (missing) fail('order-dropped', [killed, sending.event!, seen]);
    const tookMs = sending.event!.atMs - killed.atMs;
    note(`order-2 was stored ${seconds(tookMs, 1)} after its leader’s death.`);
  });

  check('a receipt waits for every replica that is in sync, not only for two', inTask, async (context) => {
    const { cluster, history, note } = context;
    const topic = await cluster.createTopic('orders', spread);
    const opened = await open(context, { topic, tryForMs: TRY_LONG_MS });
    await sendInPeace(context, opened, 'order-1');
    const frozen = await cluster.freeze(3);
    const sending = attempt(history, 'send(order-2)', opened.sender.send(order('order-2')));
    await sending.settled(WAITS_AFTER_MS);
    const early = sending.outcome;
    const requests = sendsTo(history, topic, frozen).filter(({ details }) => details.kind === 'request');
    if (early === undefined) await settled(context, 'send(order-2)', sending, TRY_LONG_MS);
    await cluster.resume(3);
    if (early === 'resolved' && sending.value === 'stored')
      fail('acks-not-all', [frozen, ...requests.slice(0, 1), sending.event!]);
    mustBeStored(sending, 'parked-needlessly', [frozen, ...requests.slice(0, 1)]);
    const waitedMs = sending.event!.atMs - frozen.atMs;
    note(
      `min.insync.replicas is 2, and two replicas had order-2 at once. Its receipt came after ${seconds(waitedMs, 1)}, when the frozen third had lost its place in the ISR.`,
    );
  });
}
