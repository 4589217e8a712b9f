import {
  type AppliedRule,
  type Check,
  type CheckContext,
  commitsOf,
  committedBackwards,
  committedBeforeWork,
  committedUnfinishedWork,
  type Effect,
  effect,
  effectsOf,
  eventually,
  type HistoryEvent,
  inconclusive,
  kafkaClient,
  type LearnerProcess,
  makeGround,
  mayHappen,
  mustHappen,
  Quiet,
  type Story,
  seconds,
  type TestGround,
  toReadOf,
  type WireDetails,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import type { Worker } from './order.ts';
import { ordersIn } from './orders.ts';

const ORDERS = ordersIn([1, 2, 3, 4, 5, 6]);
/** What takes 50 ms on an idle machine. */
const WITHIN_MS = 10_000;
/** A program that does not wait goes on at once; this long, and it waits. */
const WAITS_MS = 2_000;
/** kafkajs tries a refused commit again after 240 to 360 ms: after this long without a commit, none is tried again. */
const NO_RETRY_MS = 1_000;
/** A commit that nothing holds up is on the wire a few milliseconds after its order, or by the next tick of a timer. */
const NO_MORE_COMMITS_MS = 500;

interface Scene {
  ground: TestGround;
  learner: LearnerProcess;
  worker: Worker;
  story: Story;
  /** The calls of `charge` that the world has not answered. */
  waiting: Effect[];
  /** Answers all that wait, and all that come from now on. */
  chargeAll(): void;
  commitRequests(): HistoryEvent[];
}

/** The charges, without the pages. */
const chargesOf = (story: Story) => effectsOf(story).filter(({ details }) => details.name === 'charge');

/** Starts the worker; its charges wait to be answered, pages are answered at once. */
async function begin(context: CheckContext, rules: (learner: LearnerProcess) => void): Promise<Scene> {
  const { cluster, history, startLearner } = context;
  const ground = await makeGround(cluster, ORDERS);
  const learner = await startLearner({ as: 'worker' });
  const waiting: Effect[] = [];
  learner.answerEffects((call) => (call.name === 'charge' ? waiting.push(call) : call.done()));
  rules(learner);
  const { topic, group: groupId } = ground;
  const worker = await learner.call<Worker>('fast-worker.ts', 'startFastWorker', {
    kafka: kafkaClient(),
    topic,
    groupId,
    charge: effect('charge'),
    page: effect('page'),
  });
  const story: Story = { records: ground.records, events: history.events };
  return {
    ground,
    learner,
    worker,
    story,
    waiting,
    chargeAll: () => {
      learner.answerEffects((call) => call.done());
      for (const call of waiting.splice(0)) call.done();
    },
    commitRequests: () => wireOf(story, 'request', 'OffsetCommit'),
  };
}

/** Waits until the program charges an order, and lets that happen. */
async function chargeNext({ history }: CheckContext, { waiting, story }: Scene): Promise<void> {
  await mustHappen('the next order is charged', () => waiting.length > 0, {
    withinMs: WITHIN_MS,
    otherwise: () => {
      const last = effectsOf(story).slice(-2);
      fail('not-charged', [...last, history.record('harness', `no order was charged within ${seconds(WITHIN_MS)}`)]);
    },
  });
  waiting.shift()!.done();
}

async function committed(context: CheckContext, { commitRequests, story }: Scene, count: number): Promise<void> {
  await mustHappen(`${count} commits`, () => commitRequests().length >= count, {
    withinMs: WITHIN_MS,
    otherwise: () => {
      const made = `the worker made ${commitRequests().length} commits within ${seconds(WITHIN_MS)}`;
      const none = context.history.record('harness', made);
      fail('never-commits', [...effectsOf(story).slice(-2), none]);
    },
  });
}

export function fastWorkerChecks(check: Check): void {
  check('committed offsets never go backwards, also when a commit is tried again', { task: 2 }, async (context) => {
    let refused: Promise<unknown> | undefined;
    const scene = await begin(context, ({ lane }) => {
      refused = lane.add({ api: 'OffsetCommit', nth: 2 }, { act: 'refuse', error: 'COORDINATOR_LOAD_IN_PROGRESS' }).hit;
    });
    await chargeNext(context, scene);
    await committed(context, scene, 1);
    await chargeNext(context, scene);
    await committed(context, scene, 2);
    await refused;
    scene.chargeAll();
    await allCharged(context, scene);
    await triedAgain(context, scene);
    const [backwards] = committedBackwards(scene.story);
    if (!backwards) return;
    const injected = wireOf(scene.story, 'answer', 'OffsetCommit').find(({ details }) => details.injected)!;
    fail('older-commit-overwrites', [injected, ...backwards.proof]);
  });

  check('the next order is charged while a commit is under way', { task: 2 }, async (context) => {
    const scene = await begin(context, ({ lane }) => {
      lane.add({ api: 'OffsetCommit', at: 'answer' }, { act: 'hold' });
    });
    await chargeNext(context, scene);
    await committed(context, scene, 1);
    const [commit] = scene.commitRequests();
    const chargedBefore = chargesOf(scene.story).length;
    scene.chargeAll();
    const next = () => chargesOf(scene.story).length > chargedBefore + 2;
    await mustHappen('further orders are charged', next, {
      withinMs: WAITS_MS,
      otherwise: () => {
        const held = context.history.record('harness', 'holds the answer to that commit back');
        fail('commit-holds-up-work', [
          commit!,
          held,
          context.history.record('harness', `no further order was charged within ${seconds(WAITS_MS)}`),
        ]);
      },
    });
  });

  check('an offset moves only when its order is charged', { task: 2 }, async (context) => {
    const scene = await begin(context, () => {});
    await chargeNext(context, scene);
    await chargeNext(context, scene);
    await eventually('the third order is in hand', () => chargesOf(scene.story).length >= 5, { withinMs: WITHIN_MS });
    await quietCommits(context, scene, NO_MORE_COMMITS_MS);
    const [early] = committedBeforeWork(scene.story);
    if (early) fail('commit-before-work', early.proof);
    const [unfinished] = committedUnfinishedWork(scene.story);
    if (!unfinished) return;
    const areSeveral = scene.waiting.length > 1;
    fail(areSeveral ? 'work-not-awaited' : 'commit-before-work', unfinished.proof);
  });

  check('stopping waits for the order in hand and for the last commit', { task: 2 }, async (context) => {
    const { cluster, history } = context;
    let held: AppliedRule | undefined;
    const scene = await begin(context, ({ lane }) => {
      held = lane.add({ api: 'OffsetCommit', at: 'answer' }, { act: 'hold' });
    });
    await chargeNext(context, scene);
    await committed(context, scene, 1);
    await mustHappen('the second order is in hand', () => scene.waiting.length > 0, {
      withinMs: WAITS_MS,
      otherwise: () => fail('commit-holds-up-work', scene.commitRequests().slice(0, 1)),
    });
    await held!.hit;
    const stop = history.record('harness', 'calls stop(), with an order in hand and a commit under way');
    const stopping = scene.worker.stop();
    stopping.catch(() => {}); // awaited below
    scene.chargeAll();
    held!.release();
    await stopping;
    const charged = chargesOf(scene.story).filter(({ details }) => details.phase === 'done');
    const offsets = await cluster.committed(scene.ground.group, scene.ground.testTopic);
    const [{ offset = -1 } = {}] = offsets;
    if (offset >= charged.length) return;
    const seen = history.record(
      'broker 1',
      `the committed offset is ${Math.max(offset, 0)}, and ${charged.length} orders were charged`,
      { kind: 'offsets', group: scene.ground.group, offsets },
    );
    fail('last-commit-not-awaited', [scene.commitRequests()[0]!, stop, charged.at(-1)!, seen]);
  });

  check('a commit that is refused for good calls the engineer on duty', { task: 2 }, async (context) => {
    const scene = await begin(context, ({ lane }) => {
      lane.add({ api: 'OffsetCommit', every: true }, { act: 'refuse', error: 'ILLEGAL_GENERATION' });
    });
    await chargeNext(context, scene);
    await committed(context, scene, 1);
    scene.chargeAll();
    const paged = () => effectsOf(scene.story).some(({ details }) => details.name === 'page');
    await mustHappen('the engineer is paged', paged, {
      withinMs: WAITS_MS * 2,
      otherwise: () => {
        const refused = wireOf(scene.story, 'answer', 'OffsetCommit').slice(0, 1);
        if (refused.length === 0) inconclusive('no commit was refused');
        const none = context.history.record('harness', `nobody was paged within ${seconds(WAITS_MS * 2)}`);
        fail('commit-error-swallowed', [...refused, none]);
      },
    });
  });
}

async function allCharged({ history }: CheckContext, { ground, story }: Scene): Promise<void> {
  const done = () => chargesOf(story).filter(({ details }) => details.phase === 'done').length;
  await mustHappen('all orders are charged', () => done() >= ORDERS[0]!.length, {
    withinMs: WITHIN_MS,
    unlessDone: new Quiet(history, toReadOf(ground)),
    otherwise: () => {
      const seen = history.record('harness', `${done()} of ${ORDERS[0]!.length} orders were charged`);
      fail('not-charged', [...effectsOf(story).slice(-2), seen]);
    },
  });
}

/** Waits until the refused commit was tried again and answered; or, where the program gives it up, until nothing more comes. */
async function triedAgain(context: CheckContext, scene: Scene): Promise<void> {
  const refused = wireOf(scene.story, 'answer', 'OffsetCommit').find(({ details }) => details.injected)!;
  const offsets = JSON.stringify(refused.details.partitions?.map(({ offset }) => offset));
  const isSame = ({ details }: { details: WireDetails }) =>
    JSON.stringify(details.partitions?.map(({ offset }) => offset)) === offsets;
  const again = () => commitsOf(scene.story).some((commit) => commit.n > refused.n && isSame(commit));
  await mayHappen('the refused commit is tried again', again, { withinMs: NO_RETRY_MS });
  await quietCommits(context, scene, again() ? NO_MORE_COMMITS_MS / 5 : NO_MORE_COMMITS_MS);
}

/** Waits until no commit was asked for or answered for that long. */
async function quietCommits({ history }: CheckContext, { story }: Scene, forMs: number): Promise<void> {
  const seen = () => wireOf(story, 'request', 'OffsetCommit').length + commitsOf(story).length;
  let count = seen();
  let since = performance.now();
  const isQuiet = () => {
    if (seen() !== count) [count, since] = [seen(), performance.now()];
    return performance.now() - since >= forMs;
  };
  if (!(await mayHappen('no more commits come', isQuiet, { withinMs: WITHIN_MS })))
    history.record('harness', 'commits went on and on');
}
