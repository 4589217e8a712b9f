import { chmod, mkdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { DatabaseRuntime } from '../../database/database.ts';
import { homeId, keeperFolder } from '../../paths.ts';
import { identify, type ProcessIdentity } from '../../process/identity.ts';
import type { Runtime, Shape } from '../cluster.ts';
import { type BrokerAction, brokerActions, type Death, type KeeperStatus } from './api.ts';
import { type Claims, type Resource, resourcesOf } from './claims.ts';
import { codeVersion } from './code-version.ts';
import { ledgerFile, socketFile } from './files.ts';
import { Peer } from './peer.ts';
import { type Run, RunQueue } from './run-queue.ts';
import { WarmClusters } from './warm-clusters.ts';
import { WarmDatabase } from './warm-database.ts';

/** A keeper that keeps nothing still waits for whoever started it. */
const FIRST_CLIENT_WITHIN_MS = 20_000;

/** The ways in which this keeper runs what it owns. */
export interface Runtimes {
  kafka: Runtime;
  database: DatabaseRuntime;
}

/** The background process that owns clusters, the database and learner processes between and during commands. */
export class Keeper {
  readonly #startedAt = Date.now();
  /** Of the code it was loaded from: asked later, the files might be others. */
  readonly #version = codeVersion();
  readonly #keepForMs: number;
  readonly #onEnd: () => void;
  readonly #runtimes: Runtimes;
  readonly #clusters: WarmClusters;
  readonly #database: WarmDatabase;
  readonly #runs = new RunQueue();
  readonly #peers = new Set<Peer>();
  /** What each run has been given: it is not judged a second time. */
  readonly #givenTo = new Map<string, Set<Resource>>();
  #server: net.Server | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  constructor(runtimes: Runtimes, keepForMs: number, onEnd: () => void) {
    this.#runtimes = runtimes;
    this.#keepForMs = keepForMs;
    this.#onEnd = onEnd;
    const died = (death: Death) => {
      for (const peer of this.#peers) peer.event('died', death);
    };
    this.#clusters = new WarmClusters(runtimes.kafka, died);
    this.#database = new WarmDatabase(runtimes.database, (how) => died({ kind: 'database', how }));
    for (const runtime of Object.values(runtimes)) runtime.onProcessesChange = () => this.#writeLedger();
  }

  /** Listens on the socket of this clone. Throws EADDRINUSE when a keeper does already. */
  async listen(): Promise<void> {
    await mkdir(keeperFolder(), { recursive: true, mode: 0o700 });
    await chmod(dirname(keeperFolder()), 0o700);
    await rm(socketFile(), { force: true });
    this.#writeLedger();
    this.#server = net.createServer((socket) => this.#welcome(socket));
    await new Promise<void>((resolve, reject) => this.#server!.once('error', reject).listen(socketFile(), resolve));
    await chmod(socketFile(), 0o600);
    this.#armIdleTimer(Math.max(this.#keepForMs, FIRST_CLIENT_WITHIN_MS));
  }

  /** Ends everything it owns, then itself. */
  end(): Promise<void> {
    this.#ending ??= (async () => {
      clearTimeout(this.#idleTimer);
      this.#server?.close();
      await rm(socketFile(), { force: true });
      for (const run of this.#runs.running) await this.#runs.end(run, async () => {});
      await Promise.all([this.#clusters.dispose(), this.#database.dispose()]);
      await rm(ledgerFile(), { force: true });
      this.#onEnd();
    })();
    return this.#ending;
  }

  #welcome(socket: net.Socket): void {
    clearTimeout(this.#idleTimer);
    const owned = new Set<Run>();
    const peer: Peer = new Peer(socket, (method, params) => this.#serve(peer, owned, method, params));
    this.#peers.add(peer);
    peer.onClose = async () => {
      this.#peers.delete(peer);
      for (const run of owned) await this.#endRun(run);
      this.#armIdleTimer();
    };
  }

  async #serve(peer: Peer, owned: Set<Run>, method: string, params: Record<string, unknown>): Promise<unknown> {
    const progress = (text: string) => peer.event('progress', { text });
    switch (method) {
      case 'hello':
        return { pid: process.pid, version: this.#version };
      case 'status':
        return this.#status();
      case 'beginRun': {
        const run = await this.#runs.begin(String(params.label), {
          onWait: (forWhat) => progress(`waiting for ${forWhat}`),
          onQueued: (queued) => owned.add(queued),
          id: typeof params.runId === 'string' ? params.runId : undefined,
          claims: params.claims as Claims | undefined,
        });
        return { runId: run.id };
      }
      case 'endRun': {
        const run = this.#runs.find(String(params.runId));
        // The client need not wait for a replacement: the next run does, and usually finds it done.
        void this.#endRun(run);
        return undefined;
      }
      case 'prepare': {
        const { kafka, database } = this.#runtimes;
        await Promise.all([kafka.prepare(progress), params.database === true && database.prepare(progress)]);
        return undefined;
      }
      case 'acquire': {
        const run = this.#runs.find(String(params.runId));
        const shape = params.shape as Shape;
        return this.#clusters.acquire(shape, this.#wasGiven(run, shape), progress);
      }
      case 'endedUnasked': {
        this.#runs.find(String(params.runId));
        return this.#clusters.endedUnasked(params.shape as Shape);
      }
      case 'acquireDatabase': {
        const run = this.#runs.find(String(params.runId));
        return this.#database.acquire(this.#wasGiven(run, 'database'), progress);
      }
      case 'act': {
        this.#runs.find(String(params.runId));
        if (!brokerActions.includes(params.action as BrokerAction)) throw new Error(`unknown action ${params.action}`);
        return this.#clusters.act(params.shape as Shape, params.action as BrokerAction, Number(params.brokerId));
      }
      case 'registerProcess': {
        this.#runs.find(String(params.runId)).processes.push(params.identity as ProcessIdentity);
        this.#writeLedger();
        return undefined;
      }
      case 'shutdown':
        // An unforced one takes its turn like a run: whoever uses the keeper now finishes first.
        if (params.force !== true) {
          const turn = await this.#runs.begin('shutdown', {
            onWait: () => {},
            onQueued: (queued) => owned.add(queued),
          });
          if (turn.ended) return undefined; // whoever asked went away while another run was under way
        }
        await this.end();
        return undefined;
      default:
        throw new Error(`the keeper knows no ${method}`);
    }
  }

  /** Whether the run, or one beside it, has been given this before: it is not judged, nor replaced, under a run's hands. */
  #wasGiven(run: Run, what: Resource): boolean {
    const isOthers = this.#runs.running.some((other) => this.#givenTo.get(other.id)?.has(what));
    const given = this.#givenTo.get(run.id) ?? new Set();
    this.#givenTo.set(run.id, given.add(what));
    return isOthers;
  }

  async #endRun(run: Run): Promise<void> {
    const given = this.#givenTo.get(run.id) ?? new Set();
    await this.#closeWhatIsWorn(run, given);
    await this.#runs.end(run, async (free) => {
      if (this.#ending) return;
      const tidyDatabase = free.includes('database') && given.has('database');
      await Promise.all([this.#clusters.tidy(shapesIn(free)), tidyDatabase && this.#database.tidy()]);
    });
    this.#givenTo.delete(run.id);
  }

  /** A cluster that is never without a run would be used for ever: no further run begins on a worn one. */
  async #closeWhatIsWorn(run: Run, given: ReadonlySet<Resource>): Promise<void> {
    if (run.ended) return;
    for (const shape of shapesIn([...given]))
      if (this.#runs.isUsedBeside(run, shape) && !(await this.#clusters.isFit(shape))) this.#runs.close(shape);
  }

  #status(): KeeperStatus {
    return {
      pid: process.pid,
      upForMs: Date.now() - this.#startedAt,
      keepForMs: this.#keepForMs,
      runs: this.#runs.labels,
      clusters: this.#clusters.status((shape) => this.#isInUse(shape)),
      database: this.#database.status(this.#isInUse('database')),
    };
  }

  #isInUse(resource: Resource): boolean {
    return this.#runs.running.some(({ claims }) => resourcesOf(claims).includes(resource));
  }

  #armIdleTimer(afterMs = this.#keepForMs): void {
    clearTimeout(this.#idleTimer);
    if (this.#peers.size === 0) this.#idleTimer = setTimeout(() => void this.end(), afterMs);
  }

  #writeLedger(): void {
    const ledger = {
      home: homeId(),
      keeper: identify(process.pid),
      processes: [
        ...Object.values(this.#runtimes).flatMap(({ processes }) => processes),
        ...this.#runs.running.flatMap((run) => run.processes),
      ],
    };
    // Read after this process's death, not after the machine's: it need not be on the disk.
    writeFileAtomic.sync(ledgerFile(), JSON.stringify(ledger), { fsync: false });
  }
}

const shapesIn = (resources: readonly Resource[]): Shape[] =>
  resources.filter((resource): resource is Shape => resource !== 'database');
