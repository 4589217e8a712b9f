import { BrokerConnection } from '../broker/connection.ts';
import { eventually } from '../broker/eventually.ts';
import { committedOffsets, findCoordinator, leaveGroup } from '../broker/groups.ts';
import { serves } from '../broker/log.ts';
import { type BrokerInfo, describeCluster, type PartitionState } from '../broker/metadata.ts';
import { onceTaken } from '../broker/once-taken.ts';
import { createTopics, deleteTopics, type NewTopic } from '../broker/topics.ts';
import type { Shape } from '../cluster/cluster.ts';
import type { BrokerAction, ClusterInfo } from '../cluster/keeper/api.ts';
import { tell } from '../facts/event-words.ts';
import type { HistoryEvent, PartitionFacts } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { LabRun } from './lab-run.ts';
import { TestTopic, type TopicsCluster } from './test-topic.ts';

/** Answers of a coordinator that is being found, or is reading its log. Nothing was done. */
const NO_COORDINATOR_YET = new Set(['COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS']);

let nameNumber = 0;

/** The cluster as a check sees it: topics to make, logs to read, brokers to break. Every deed is written to the history. */
export class TestCluster implements TopicsCluster {
  readonly info: ClusterInfo;
  readonly #run: LabRun;
  readonly #history: History;
  readonly #shape: Shape;
  readonly #connections = new Map<number, BrokerConnection>();
  /** Brokers that earlier checks of this run left dead, or that died by themselves. */
  readonly #dead: Set<number>;
  readonly #frozenAt = new Map<number, number>();
  readonly #topics = new Set<string>();
  #released = false;

  constructor(info: ClusterInfo, run: LabRun, history: History) {
    this.info = info;
    this.#run = run;
    this.#history = history;
    this.#shape = info.shape;
    this.#dead = run.deaths.brokers;
  }

  get brokerIds(): number[] {
    return this.info.brokers.map(({ id }) => id);
  }

  get addresses(): readonly BrokerInfo[] {
    return this.info.brokers;
  }

  /** The harness's own connection to one broker. */
  connection(brokerId: number): BrokerConnection {
    this.#throwIfReleased();
    const known = this.#connections.get(brokerId);
    if (known) return known;
    const address = this.info.brokers.find(({ id }) => id === brokerId);
    if (!address) throw new Error(`there is no broker ${brokerId}`);
    const connection = new BrokerConnection(address);
    this.#connections.set(brokerId, connection);
    return connection;
  }

  /** Any broker that is alive and awake. */
  anyConnection(): BrokerConnection {
    return this.connection(this.#awake()[0]!);
  }

  /**
   * Creates a topic under a name that no other check has, and waits until every broker that is alive knows the leader of
   * each partition and all replicas that are alive are in sync.
   */
  async createTopic(alias: string, options: Omit<NewTopic, 'name'> = {}): Promise<TestTopic> {
    const [topic] = await this.createTopics(alias, 1, options);
    return topic!;
  }

  /** Many topics alike, made in one request. */
  async createTopics(alias: string, count: number, options: Omit<NewTopic, 'name'> = {}): Promise<TestTopic[]> {
    const names = Array.from({ length: count }, () => this.topicName(alias));
    await createTopics(
      this.anyConnection(),
      names.map((name) => ({ name, ...options })),
    );
    await this.known(names);
    return names.map((name) => new TestTopic(this, name, alias));
  }

  /** A group's committed offsets in a topic, asked of its coordinator and not through the tap; −1: none. */
  async committed(group: string, topic: TestTopic): Promise<PartitionFacts[]> {
    const partitions = (await topic.partitions()).map(({ partition }) => partition);
    const offsets = await this.#asCoordinator(group, (coordinator) =>
      committedOffsets(coordinator, group, topic.name, partitions),
    );
    return partitions.map((partition) => ({ topic: topic.name, partition, offset: offsets.get(partition) ?? -1 }));
  }

  /** Takes members out of a group in their name, as if they had left: dead ones keep partitions until their session ends. */
  async leaveGroup(group: string, members: readonly string[]): Promise<void> {
    await this.#asCoordinator(group, (coordinator) => leaveGroup(coordinator, group, members));
  }

  /** A topic that the code under test made (or was to make). */
  topic(name: string, alias: string): TestTopic {
    return new TestTopic(this, name, alias);
  }

  /** A name for a topic that no other check of any run uses; the topic is deleted when the check is over. */
  topicName(alias: string): string {
    const name = this.#name(alias);
    this.#topics.add(name);
    return name;
  }

  /** A name for a group that no other check of any run uses. */
  groupName(alias: string): string {
    return this.#name(alias);
  }

  /** Waits until every broker that is awake knows these topics, and leads what is its part of them. */
  async known(names: readonly string[], within: { withinMs?: number } = {}): Promise<void> {
    const isReady = ({ leader, replicas, inSync }: PartitionState) =>
      leader >= 0 && replicas.every((replica) => this.#dead.has(replica) || inSync.includes(replica));
    const isKnownTo = async (id: number) => {
      const { topics } = await describeCluster(this.connection(id), { topics: [...names] });
      const known = topics.filter(({ partitions }) => partitions.length > 0 && partitions.every(isReady));
      if (known.length < names.length) return false;
      const led = topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.filter(({ leader }) => leader === id).map(({ partition }) => partition),
      }));
      return serves(this.connection(id), led);
    };
    for (const id of this.#awake())
      await eventually(`broker ${id} knows ${names.join(', ')}`, () => isKnownTo(id), within);
  }

  /** SIGKILL. */
  async kill(brokerId: number): Promise<HistoryEvent> {
    await this.#act('kill', brokerId);
    this.#dead.add(brokerId);
    this.#forget(brokerId);
    return tell(this.#history, 'harness', { kind: 'fault', did: 'killed', broker: brokerId });
  }

  /** SIGTERM: the broker hands its partitions over before it ends. */
  async stop(brokerId: number): Promise<HistoryEvent> {
    await this.#act('stop', brokerId);
    this.#dead.add(brokerId);
    this.#forget(brokerId);
    return tell(this.#history, 'harness', { kind: 'fault', did: 'stopped', broker: brokerId });
  }

  async start(brokerId: number): Promise<HistoryEvent> {
    await this.#act('start', brokerId);
    this.#dead.delete(brokerId);
    return tell(this.#history, 'harness', { kind: 'fault', did: 'started', broker: brokerId });
  }

  /** Takes a dead broker's data away and leaves it its name: its disk was replaced. */
  async wipe(brokerId: number): Promise<HistoryEvent> {
    await this.#act('wipe', brokerId);
    return tell(this.#history, 'harness', { kind: 'fault', did: 'wiped', broker: brokerId });
  }

  /** Stops the process for the time being. Proved: the system reported it as stopped before this resolves. */
  async freeze(brokerId: number): Promise<HistoryEvent> {
    this.#frozenAt.set(brokerId, performance.now());
    await this.#act('freeze', brokerId);
    return tell(this.#history, 'harness', { kind: 'fault', did: 'froze', broker: brokerId });
  }

  /** Wakes a frozen broker and returns for how long it was frozen, in ms. */
  async resume(brokerId: number): Promise<number> {
    await this.#act('resume', brokerId);
    const frozenForMs = performance.now() - (this.#frozenAt.get(brokerId) ?? performance.now());
    this.#frozenAt.delete(brokerId);
    tell(this.#history, 'harness', { kind: 'fault', did: 'woke', broker: brokerId });
    return frozenForMs;
  }

  /** Brings back what earlier checks left dead. */
  async allUp(): Promise<void> {
    await Promise.all([...this.#dead].map((brokerId) => this.start(brokerId)));
    await this.#eachSeesAll();
  }

  /** Makes sure that a broker is dead, and that those left agree on it. */
  async ensureDead(brokerId: number): Promise<void> {
    for (const other of [...this.#dead]) if (other !== brokerId) await this.start(other);
    if (!this.#dead.has(brokerId)) await this.kill(brokerId);
    await this.#eachSeesAll();
  }

  /** Wakes what is frozen. Throws where a broker cannot be woken: it was ended meanwhile. */
  async wake(): Promise<void> {
    for (const brokerId of [...this.#frozenAt.keys()]) await this.resume(brokerId);
  }

  /** The brokers that should answer, and do not. */
  async unreachable(): Promise<number[]> {
    const answers = this.#awake().map((id) =>
      describeCluster(this.connection(id)).then(
        () => [],
        () => [id],
      ),
    );
    return (await Promise.all(answers)).flat();
  }

  /** Wakes what is frozen, deletes the check's topics and closes connections; dead brokers are left to the next check that needs them. */
  async release(): Promise<void> {
    await this.wake().catch(() => {}); // one that has ended is replaced after the run
    if (this.#dead.size === 0 && !this.#run.deaths.lost && this.#topics.size > 0)
      await this.#deleteTopics().catch(() => {});
    this.#released = true;
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }

  #name(alias: string): string {
    return `${this.info.prefix ?? ''}${alias}.${this.#run.provided.runId.slice(0, 8)}.${++nameNumber}`;
  }

  /** A warm cluster would grow slower with each run. Not waited for: the brokers delete at their leisure. */
  async #deleteTopics(): Promise<void> {
    await deleteTopics(this.anyConnection(), [...this.#topics], { timeoutMs: 1 });
  }

  /** @internal for TestTopic: the coordinator of a transactional id that nobody else has. */
  asTransactionCoordinator<T>(ask: (coordinator: BrokerConnection, transactionalId: string) => Promise<T>): Promise<T> {
    const id = this.#name('harness');
    return onceTaken(`${id} has a coordinator that answers`, NO_COORDINATOR_YET, async () =>
      ask(this.connection(await findCoordinator(this.anyConnection(), id, 'transactional id')), id),
    );
  }

  #asCoordinator<T>(group: string, ask: (coordinator: BrokerConnection) => Promise<T>): Promise<T> {
    return onceTaken(`${group} has a coordinator that answers`, NO_COORDINATOR_YET, async () =>
      ask(this.connection(await findCoordinator(this.anyConnection(), group))),
    );
  }

  async #act(action: BrokerAction, brokerId: number): Promise<void> {
    this.#throwIfReleased();
    await this.#run.act(this.#shape, action, brokerId);
  }

  /** A check that was given up on must not touch the cluster of the next one. */
  #throwIfReleased(): void {
    if (this.#released) throw new Error('this check is over');
  }

  #forget(brokerId: number): void {
    this.#connections.get(brokerId)?.close();
    this.#connections.delete(brokerId);
  }

  #awake(): number[] {
    return this.brokerIds.filter((id) => !this.#dead.has(id) && !this.#frozenAt.has(id));
  }

  async #eachSeesAll(): Promise<void> {
    const alive = this.#awake();
    for (const id of alive)
      await eventually(`broker ${id} sees brokers ${alive.join(', ')} and no other`, async () => {
        const { brokers } = await describeCluster(this.connection(id));
        return brokers.length === alive.length && alive.every((other) => brokers.some((broker) => broker.id === other));
      });
  }

  /** @internal for TestTopic */
  get awake(): number[] {
    return this.#awake();
  }
}
