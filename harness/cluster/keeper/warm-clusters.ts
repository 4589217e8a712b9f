import { BrokerConnection } from '../../broker/connection.ts';
import type { Progress } from '../../machine/progress.ts';
import type { RunningCluster, Runtime, Shape } from '../cluster.ts';
import type { BrokerAction, ClusterInfo, Death, KeeperStatus } from './api.ts';
import { keeperIsEnding } from './keeper-is-ending.ts';

/** Past this many topics a cluster is replaced between runs: every one costs its brokers memory and open files. */
const WORN_AFTER_TOPICS = 400;

interface Warm {
  cluster: RunningCluster;
  startedAt: number;
  startedInMs: number;
  /** Set once a run did something to a broker that it did not undo. */
  dirty: Set<number>;
}

/** The clusters that stay up between runs, one per shape. A dirty or worn one is replaced from the template, not repaired. */
export class WarmClusters {
  readonly #runtime: Runtime;
  readonly #warm = new Map<Shape, Warm>();
  readonly #starting = new Map<Shape, Promise<Warm>>();
  readonly #acquiring = new Map<Shape, Promise<ClusterInfo>>();
  readonly #onDied: (death: Death) => void;
  #isDisposed = false;

  constructor(runtime: Runtime, onDied: (death: Death) => void) {
    this.#runtime = runtime;
    this.#onDied = onDied;
  }

  /** A fit cluster of that shape: the warm one, else a new one. `inRun`: this run has it already, so it is not judged again. */
  acquire(shape: Shape, inRun: boolean, progress: Progress): Promise<ClusterInfo> {
    // The command and its tests ask at the same time: while the one's cluster is judged, the other must not get it.
    const ongoing = this.#acquiring.get(shape);
    if (ongoing) return ongoing;
    const acquiring = this.#judgeOrStart(shape, inRun, progress).finally(() => this.#acquiring.delete(shape));
    this.#acquiring.set(shape, acquiring);
    return acquiring;
  }

  async #judgeOrStart(shape: Shape, inRun: boolean, progress: Progress): Promise<ClusterInfo> {
    const before = this.#starting.get(shape);
    if (before) {
      progress('a fresh cluster is on its way');
      return info(await before, false);
    }
    const warm = this.#warm.get(shape);
    if (warm && (inRun || (await this.#isFit(warm)))) return info(warm, true);
    return info(await this.#replace(shape, progress), false);
  }

  async act(shape: Shape, action: BrokerAction, brokerId: number): Promise<void> {
    const warm = this.#warm.get(shape);
    if (!warm) throw new Error(`no cluster of shape ${shape} is up`);
    if (action === 'kill' || action === 'stop' || action === 'freeze') warm.dirty.add(brokerId);
    await warm.cluster[action](brokerId);
    if (action === 'resume' || action === 'start') warm.dirty.delete(brokerId);
    // A wiped broker led an empty log over its followers': nothing that this cluster says of old topics counts any more.
    if (action === 'wipe') warm.dirty.add(Number.NaN);
  }

  /** What has ended of the cluster of that shape although nobody asked it to. */
  async endedUnasked(shape: Shape): Promise<Death[]> {
    const warm = this.#warm.get(shape);
    const ended = (await warm?.cluster.endedUnasked()) ?? [];
    return ended.map(({ nodeId, how }) => deathOf(warm!.cluster, nodeId, how));
  }

  /** After a run: replaces what is dirty or worn now, so that the next run finds it ready. */
  async tidy(shapes: readonly Shape[]): Promise<void> {
    for (const shape of shapes) if (!(await this.isFit(shape))) await this.#replace(shape, () => {}).catch(() => {});
  }

  /** Whether another run may begin on what is there of that shape. What is only being started is fit. */
  async isFit(shape: Shape): Promise<boolean> {
    const warm = this.#warm.get(shape);
    return !warm || this.#starting.has(shape) || (await this.#isFit(warm));
  }

  status(isInUse: (shape: Shape) => boolean): KeeperStatus['clusters'] {
    return [...this.#warm].map(([shape, warm]) => ({
      ...info(warm, true),
      upForMs: Date.now() - warm.startedAt,
      state: this.#starting.has(shape) ? 'being replaced' : isInUse(shape) ? 'in use' : 'ready',
    }));
  }

  /** Ends all clusters, also one that is being started: its brokers would outlive the keeper. No other is started. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await Promise.allSettled(this.#starting.values());
    await Promise.all([...this.#warm.values()].map(({ cluster }) => cluster.dispose()));
    this.#warm.clear();
  }

  async #isFit({ cluster, dirty }: Warm): Promise<boolean> {
    if (dirty.size > 0 || (await cluster.whyUnfit()) !== undefined) return false;
    if (cluster.runtime === 'external') return true; // its topics are mostly others'
    // A broker that cannot be asked is not fit either.
    return countTopics(cluster).then(
      (count) => count < WORN_AFTER_TOPICS,
      () => false,
    );
  }

  #replace(shape: Shape, progress: Progress): Promise<Warm> {
    if (this.#isDisposed) return Promise.reject(keeperIsEnding());
    const replacing = (async () => {
      await this.#warm.get(shape)?.cluster.dispose();
      this.#warm.delete(shape);
      const startedAt = Date.now();
      const cluster = await this.#runtime.start(shape, progress);
      const warm: Warm = { cluster, startedAt, startedInMs: Date.now() - startedAt, dirty: new Set() };
      cluster.onUnexpectedExit = (nodeId, how) => {
        warm.dirty.add(nodeId);
        this.#onDied(deathOf(cluster, nodeId, how));
      };
      this.#warm.set(shape, warm);
      return warm;
    })().finally(() => {
      this.#starting.delete(shape);
    });
    this.#starting.set(shape, replacing);
    return replacing;
  }
}

function info({ cluster, startedInMs }: Warm, warm: boolean): ClusterInfo {
  const { runtime, shape, kafkaVersion, brokers, prefix } = cluster;
  return {
    runtime,
    shape,
    kafkaVersion,
    brokers: [...brokers],
    ...(prefix === undefined ? {} : { prefix }),
    consoleCommand: cluster.consoleCommand(),
    warm,
    startedInMs,
  };
}

function deathOf({ shape, brokers }: RunningCluster, nodeId: number, how: string): Death {
  const isBroker = brokers.some(({ id }) => id === nodeId);
  return isBroker ? { kind: 'broker', shape, brokerId: nodeId, how } : { kind: 'controller', shape, how };
}

async function countTopics(cluster: RunningCluster): Promise<number> {
  using connection = new BrokerConnection(cluster.brokers[0]!);
  const all = await connection.request<{ topics: unknown[] }>('Metadata', 9, { topics: null });
  return all.topics.length;
}
