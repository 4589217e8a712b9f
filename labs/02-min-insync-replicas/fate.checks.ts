import {
  attempt,
  type Check,
  type CheckContext,
  eventually,
  type HistoryEvent,
  incompressible,
  inconclusive,
  sendsTo,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';
import { type OpenSender, open, order } from './open-sender.ts';
import {
  mustBeKnown,
  mustBeParked,
  replayed,
  send,
  sendInPeace,
  settled,
  spread,
  stored,
  TRY_FOR_MS,
} from './sending.ts';

const TOO_LARGE = incompressible(1_500_000);

/** What a sender says of orders whose tries failed, in ways that only the tap can make. */
export function fateChecks(check: Check): void {
  const inTask = { task: 2 } as const;

  check(
    'an order that nobody knows about is parked as unknown, and arrives under its own id',
    inTask,
    async (context) => {
      const { cluster, history } = context;
      const topic = await cluster.createTopic('orders', spread);
      const opened = await open(context, { topic, tryForMs: TRY_FOR_MS });
      const { learner } = opened;
      await sendInPeace(context, opened, 'order-1');
      const since = history.record('harness', 'cuts the connection after the broker has stored an order, each time');
      const cut = learner.lane.add({ api: 'Produce', at: 'answer', every: true }, { act: 'cut' });
      const sending = await send(context, opened, 'order-2');
      if (cut.hits === 0) inconclusive('no connection was cut');
      const parked = await mustBeParked(context, opened, { id: 'order-2', sending, since });
      const lies = history.record('harness', `the outbox says that order-2 is ${parked.fate}`);
      const tried = sendsTo(history, topic, since).filter(({ details }) => details.kind === 'request');
      if (parked.fate !== 'unknown')
        fail('perhaps-called-refused', [...tried.slice(0, 1), since, sending.event!, lies]);
      cut.remove();
      await replayed(context, opened, TRY_FOR_MS);
      const { ids, seen } = await stored(context, topic);
      mustBeKnown(context, ids, ['order-1', 'order-2'], [...tried.slice(0, 1), sending.event!]);
      if (!ids.includes('order-2')) fail('order-dropped', [sending.event!, seen]);
      const copies = ids.filter((id) => id === 'order-2').length;
      context.note(`order-2 was sent while its connection was cut, and lies in orders-0 ${copies} times under one id.`);
    },
  );

  check('after one uncertain try the fate is unknown, whatever a later try says', inTask, async (context) => {
    const { cluster, history } = context;
    const topic = await cluster.createTopic('orders', spread);
    const opened = await open(context, { topic, tryForMs: TRY_FOR_MS });
    const { lane } = opened.learner;
    await sendInPeace(context, opened, 'order-1');
    const since = history.record(
      'harness',
      'answers the next try with “stored, with too few replicas”, and each one after it with “refused”',
      {
        kind: 'fault',
      },
    );
    const uncertain = lane.add({ api: 'Produce' }, { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' });
    const refused = lane.add({ api: 'Produce', every: true }, { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS' });
    const sending = await send(context, opened, 'order-2');
    if (uncertain.hits === 0) inconclusive('no try was answered with NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    const parked = await mustBeParked(context, opened, { id: 'order-2', sending, since });
    refused.remove();
    if (parked.fate === 'unknown') return;
    const answers = sendsTo(history, topic, since).filter(({ details }) => details.kind === 'answer');
    const says = history.record('harness', `the outbox says that order-2 is ${parked.fate}`);
    fail('perhaps-called-refused', [answers[0]!, ...answers.slice(1).slice(-1), sending.event!, says]);
  });

  check('what no further try can mend is reported at once, and not parked', inTask, async (context) => {
    const { cluster, history } = context;
    const topic = await cluster.createTopic('orders', spread);
    const opened = await open(context, { topic, tryForMs: TRY_FOR_MS });
    const hopeless = [
      ['an order of 1.5 MB; the broker takes 1 MB', { ...order('order-2'), customer: TOO_LARGE }],
      ['an order that JSON cannot express', { ...order('order-3'), priceCents: 300n as unknown as number }],
    ] as const;
    for (const [what, each] of hopeless) await mustBeReported(context, opened, what, each);
    const nowhere = cluster.topic('orders of 2026!', 'orders of 2026!');
    const elsewhere = await open(context, { topic: nowhere, tryForMs: TRY_FOR_MS });
    await mustBeReported(context, elsewhere, 'an order to a topic whose name Kafka forbids', order('order-4'));
    const last = history.record('harness', 'sends order-5, which is fine');
    await sendInPeace(context, opened, 'order-5', { code: 'hopeless-parked', before: [last] });
  });
}

const isAnswerAbout =
  (topic: TestTopic) =>
  ({ details }: HistoryEvent) =>
    details.kind === 'answer' && details.partitions?.some((part) => part.topic === topic.name);

async function mustBeReported(
  context: CheckContext,
  opened: OpenSender,
  what: string,
  hopeless: Parameters<OpenSender['sender']['send']>[0],
): Promise<void> {
  const { history } = context;
  const since = history.record('harness', `sends ${what}`);
  const sending = attempt(history, `send(${hopeless.id})`, opened.sender.send(hopeless));
  await settled(context, `send(${hopeless.id})`, sending, TRY_FOR_MS);
  const answers = history.events.filter((event) => event.n > since.n && isAnswerAbout(opened.topic)(event));
  const isParked = (await opened.outbox.all()).some((each) => each.order.id === hopeless.id);
  if (isParked || sending.value === 'parked') fail('hopeless-parked', [since, ...answers.slice(0, 1), sending.event!]);
  if (sending.outcome === 'resolved') fail('hopeless-swallowed', [since, ...answers.slice(0, 1), sending.event!]);
  const tries = sendsTo(history, opened.topic, since).filter(({ details }) => details.kind === 'request');
  if (tries.length > 1) fail('hopeless-tried-again', [since, ...answers.slice(0, 1), ...tries.slice(1, 3)]);
  await eventually('the outbox is as it was', async () => (await opened.outbox.all()).length === 0, {
    withinMs: 1_000,
  });
}
