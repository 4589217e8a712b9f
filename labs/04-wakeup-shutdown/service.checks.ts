import {
  type ApiName,
  type Check,
  type CheckContext,
  type Effect,
  effectsOf,
  eventually,
  type HistoryEvent,
  inconclusive,
  type LearnerProcess,
  mayHappen,
  mustHappen,
  only,
  pause,
  Quiet,
  type Story,
  seconds,
  toReadOf,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  begin,
  endedBySignal,
  exitOf,
  failWith,
  leavesOf,
  type ServiceGround,
  serviceGrounds,
  type Timing,
} from './service.ts';

/** What takes 50 ms on an idle machine. */
const WITHIN_MS = 10_000;
/** An idle service with a short fetch ends in 25 to 153 ms; with kafkajs's default of 5 s in 2.8 to 4.6 s. */
const IDLE_ENDS_WITHIN_MS = 1_000;
/** A fetch that is answered so long after the signal is what the end waited for. */
const LONG_FETCH_MS = 800;
const DEADLINE_MS = 1_500;
/** Beyond the deadline: an event loop that is busy with other things. */
const DEADLINE_SLACK_MS = 3_000;
/** How long the work in hand goes on after the signal: well within the deadline. */
const WORKS_ON_MS = 400;
const CALM: Timing = { sessionTimeoutMs: 10_000, deadlineMs: 20_000 };
/** Short, so that waiting it out takes little time; a handler of these checks is never silent for so long. */
const SHORT_SESSION_MS = 2_500;
/** A successor of a member that left joins in 0.13 to 0.34 s. */
const TAKES_OVER_WITHIN_MS = 2_000;

interface Running {
  ground: ServiceGround;
  learner: LearnerProcess;
  /** Deliveries that the courier has not answered. */
  waiting: Effect[];
}

/** Starts the service; the courier answers at once while `answers` says so. */
async function start(
  context: CheckContext,
  timing: Timing,
  answers: (call: Effect) => boolean,
  as = 'worker',
): Promise<Running> {
  const ground = only(await serviceGrounds(context, 1));
  const learner = await context.startLearner({ as });
  const waiting: Effect[] = [];
  learner.answerEffects((call) => (answers(call) ? call.done() : waiting.push(call)));
  await begin(learner, ground, timing);
  return { ground, learner, waiting };
}

const storyOf = ({ history }: CheckContext, { ground }: Running): Story => ({
  records: ground.records,
  events: history.events,
});

async function inHand({ history }: CheckContext, { ground, waiting }: Running): Promise<Effect> {
  await mustHappen('an order is in hand', () => waiting.length > 0, {
    withinMs: WITHIN_MS,
    unlessDone: new Quiet(history, toReadOf(ground)),
    otherwise: () => fail('not-delivered', [history.record('harness', 'no order was delivered')]),
  });
  return waiting[0]!;
}

/** Waits until all three orders are committed and the service fetches at the end. */
async function idle(context: CheckContext, running: Running): Promise<void> {
  const { cluster, history } = context;
  const { ground } = running;
  const isDone = async () => {
    const [{ offset = -1 } = {}] = await cluster.committed(ground.group, ground.testTopic);
    if (offset < ground.records.length) return false;
    return wireOf(history, 'request', 'Fetch').some(({ details }) =>
      details.partitions?.some((part) => part.topic === ground.topic && part.offset === ground.records.length),
    );
  };
  await mustHappen('the service has nothing to do', isDone, {
    withinMs: WITHIN_MS,
    unlessDone: new Quiet(history, toReadOf(ground)),
    otherwise: () =>
      failWith(storyOf(context, running), 'not-delivered', [
        ...effectsOf(history).slice(-3),
        history.record('harness', 'not every order was delivered and committed'),
      ]),
  });
}

async function committedOffset({ cluster }: CheckContext, { group, testTopic }: ServiceGround): Promise<number> {
  const [{ offset = -1 } = {}] = await cluster.committed(group, testTopic);
  return offset;
}

async function terminate({ history }: CheckContext, { learner }: Running, why = 'sent SIGTERM to the worker') {
  const signal = history.record('harness', why, { kind: 'fault' });
  await learner.signal('SIGTERM');
  return signal;
}

export function serviceChecks(check: Check): void {
  check('an idle service ends within a second', {}, async (context) => {
    const { history } = context;
    const running = await start(context, CALM, () => true);
    await idle(context, running);
    // In the middle of a fetch, not at its end: the service has sent one that nobody has answered.
    const fetches = () => wireOf(history, 'request', 'Fetch').length;
    const before = fetches();
    await mayHappen('the service asks once more', () => fetches() > before, { withinMs: WITHIN_MS });
    const signal = await terminate(context, running, 'sent SIGTERM to the worker, which has nothing to do');
    const exit = await running.learner.ends(WITHIN_MS);
    if (!exit) fail('never-ends', [signal, livesOn(context)]);
    const ended = exitOf(history.events)!;
    const tookMs = ended.atMs - signal.atMs;
    if (tookMs <= IDLE_ENDS_WITHIN_MS) return context.note(`It ended after ${tookMs} ms.`);
    const underWay = wireOf(history, 'request', 'Fetch').findLast(({ n }) => n < signal.n)!;
    const answer = wireOf(history, 'answer', 'Fetch').find(
      ({ details }) => details.exchange === underWay.details.exchange,
    );
    if (answer && answer.atMs - signal.atMs > LONG_FETCH_MS)
      fail('fetch-holds-up-the-end', [signal, { ...answer, text: 'answers the fetch that was under way' }, ended]);
    if (exit.signal) fail('no-handler', [signal, ended]);
    fail('ends-late', [signal, ended]);
  });

  check('a second SIGTERM changes nothing', {}, async (context) => {
    const { history } = context;
    const running = await start(context, CALM, ({ call }) => call > 1);
    const order = await inHand(context, running);
    const first = await terminate(context, running, 'sent SIGTERM to the worker, with an order in hand');
    if (exitOf(history.events))
      fail(endedBySignal(history.events) ? 'no-handler' : 'exits-at-once', [
        order.asked,
        first,
        exitOf(history.events)!,
      ]);
    const second = await terminate(context, running, 'sent SIGTERM once more');
    await pause(WORKS_ON_MS / 2);
    // Signals that come while one waits to be handled are one: this one certainly comes alone.
    if (!exitOf(history.events)) await running.learner.signal('SIGTERM');
    await pause(WORKS_ON_MS / 2);
    const early = exitOf(history.events);
    if (early) {
      const code = endedBySignal(history.events) ? 'second-signal-kills' : 'exits-at-once';
      failWith(storyOf(context, running), code, [first, second, early]);
    }
    const delivered = order.happen();
    order.done();
    const exit = await running.learner.ends(WITHIN_MS);
    if (!exit) fail('never-ends', [first, second, livesOn(context)]);
    const hasLeft = leavesOf(history.events).length > 0;
    if (exit.signal && !hasLeft) fail('second-signal-kills', [first, second, exitOf(history.events)!]);
    if (exit.code !== 0) fail('wrong-exit-code', [first, second, exitOf(history.events)!]);
    const offset = await committedOffset(context, running.ground);
    if (offset >= 1) return;
    const seen = history.record('broker 1', 'no offset is committed, and order-1 was delivered');
    const isTold = wireOf(history, 'request', 'Produce').some(({ n }) => n > delivered.n);
    failWith(storyOf(context, running), isTold ? 'commit-after-stop' : 'delivery-not-told', [
      first,
      ...effectsOf(history).slice(-1),
      ...leavesOf(history.events).slice(0, 1),
      seen,
    ]);
  });

  check(
    'an order that hangs delays the end up to the deadline only; then the exit code is not 0',
    {},
    async (context) => {
      const { history } = context;
      const running = await start(context, { ...CALM, deadlineMs: DEADLINE_MS }, () => false);
      const order = await inHand(context, running);
      const signal = await terminate(
        context,
        running,
        `sent SIGTERM; the deadline is ${seconds(DEADLINE_MS)}, and deliver() hangs`,
      );
      const exit = await running.learner.ends(DEADLINE_MS + DEADLINE_SLACK_MS);
      if (!exit) fail('no-deadline', [order.asked, signal, livesOn(context)]);
      const ended = exitOf(history.events)!;
      if (exit.signal) fail('no-handler', [order.asked, signal, ended]);
      if (ended.atMs - signal.atMs < DEADLINE_MS / 2) fail('exits-at-once', [order.asked, signal, ended]);
      const offset = await committedOffset(context, running.ground);
      if (offset > 0) {
        const seen = history.record('broker 1', `offset ${offset} is committed, and order-1 was not delivered`);
        fail('order-skipped', [order.asked, signal, seen]);
      }
      if (exit.code === 0) fail('hang-called-success', [order.asked, signal, ended]);
    },
  );

  check(
    'the next service takes over at once after SIGTERM; after SIGKILL it waits, and repeats the order in hand',
    {},
    async (context) => {
      const { history, note } = context;
      const timing = { ...CALM, sessionTimeoutMs: SHORT_SESSION_MS };
      const running = await start(context, timing, () => true);
      await idle(context, running);
      const signal = await terminate(context, running);
      if (!(await running.learner.ends(WITHIN_MS))) fail('never-ends', [signal, livesOn(context)]);
      const hasLeft = leavesOf(history.events).length > 0;
      const afterTerm = await takesOver(context, running.ground, 'worker 2', timing);
      // On a busy machine half of the session may be over before the next service asks.
      if (afterTerm.tookMs > TAKES_OVER_WITHIN_MS || !hasLeft)
        fail('exits-without-leaving', [signal, exitOf(history.events)!, ...afterTerm.proof]);

      const killed = await start(context, timing, ({ call }) => call === 1, 'worker 3');
      const order = await inHand(context, killed);
      order.happen();
      await killed.learner.kill();
      history.record('harness', 'killed worker 3 with SIGKILL, after order-2 was delivered and before it heard of it', {
        kind: 'fault',
      });
      const afterKill = await takesOver(context, killed.ground, 'worker 4', timing);
      await idle(context, killed);
      const offset = await committedOffset(context, killed.ground);
      if (offset < killed.ground.records.length) inconclusive('the last service did not work off what was left');
      const again = effectsOf(history, order.subject).filter(({ details }) => details.phase === 'done').length;
      if (again < 2) inconclusive(`${order.subject} was not repeated`);
      const told = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : seconds(ms, 1));
      note(
        `After SIGTERM the next service had the partition ${told(afterTerm.tookMs)} after it asked; after SIGKILL, which no code can catch, after ${told(afterKill.tookMs)} (the session is ${seconds(SHORT_SESSION_MS)}), and ${order.subject} was delivered twice.`,
      );
    },
  );
}

const livesOn = ({ history }: CheckContext): HistoryEvent => history.record('harness', 'the worker lives on');

/** Starts another service on the same ground, and measures from its first wish to join until it has its partition. */
async function takesOver(context: CheckContext, ground: ServiceGround, as: string, timing: Timing) {
  const { history } = context;
  const learner = await context.startLearner({ as });
  await begin(learner, ground, timing);
  const own = (kind: 'request' | 'answer', api: ApiName) =>
    wireOf(history, kind, api).filter(({ details }) => details.process === as);
  const fetched = () =>
    own('request', 'Fetch').find(({ details }) => details.partitions?.some(({ topic }) => topic === ground.topic));
  const fetch = await eventually(`${as} fetches`, fetched, { withinMs: WITHIN_MS });
  const [joins] = own('request', 'JoinGroup');
  return { tookMs: fetch.atMs - joins!.atMs, proof: [joins!, fetch] };
}
