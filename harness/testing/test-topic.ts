import type { BrokerConnection } from '../broker/connection.ts';
import { eventually } from '../broker/eventually.ts';
import { appendRecords, BrokerRefusedError, endOffset, readPartition, type View } from '../broker/log.ts';
import { describeCluster, type PartitionState } from '../broker/metadata.ts';
import { onceTaken } from '../broker/once-taken.ts';
import { appendInTransaction } from '../broker/transaction.ts';
import type { LogRecord, NewRecord } from '../protocol/record-batch.ts';

/** Answers of a broker that is about to lead, or about to learn that it does. Nothing was done. */
const NOT_YET = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
]);

/** What a topic needs of the cluster that it is in. */
export interface TopicsCluster {
  /** The brokers that are alive and not frozen. */
  readonly awake: readonly number[];
  connection(brokerId: number): BrokerConnection;
  anyConnection(): BrokerConnection;
  /** Asks the coordinator of a transactional id that nobody else has. */
  asTransactionCoordinator<T>(ask: (coordinator: BrokerConnection, transactionalId: string) => Promise<T>): Promise<T>;
}

/** One topic of a check. `alias` is what evidence calls it. */
export class TestTopic {
  readonly name: string;
  readonly alias: string;
  readonly #cluster: TopicsCluster;

  constructor(cluster: TopicsCluster, name: string, alias: string) {
    this.#cluster = cluster;
    this.name = name;
    this.alias = alias;
  }

  /**
   * What a broker believes of a partition; without `brokerId` what its leader believes, which decides. Throws BrokerRefusedError
   * where the broker does not know it.
   */
  async state(partition = 0, brokerId?: number): Promise<PartitionState> {
    const asked = brokerId ?? (await this.leader(partition));
    const { topics } = await describeCluster(this.#cluster.connection(asked), { topics: [this.name] });
    const state = topics[0]?.partitions.find((found) => found.partition === partition);
    if (!state)
      throw new BrokerRefusedError(`broker ${asked} knows no ${this.alias}-${partition}`, String(topics[0]?.error));
    return state;
  }

  /** The partitions, or none where the topic does not exist. */
  async partitions(): Promise<PartitionState[]> {
    const { topics } = await describeCluster(this.#cluster.anyConnection(), { topics: [this.name] });
    return topics[0]?.error === 'NONE' ? topics[0].partitions : [];
  }

  /** The awake broker that leads now, and says so itself; undefined where none does. */
  async leaderNow(partition = 0): Promise<number | undefined> {
    for (const id of this.#cluster.awake) {
      const { leader } = await this.state(partition, id);
      if (leader === id) return id;
    }
    return undefined;
  }

  /** Waits until an awake broker leads, and says so itself. */
  async leader(partition = 0): Promise<number> {
    const what = `${this.alias}-${partition} has a leader`;
    return eventually(what, () => this.leaderNow(partition), { withinMs: 15_000 });
  }

  /** Waits until the leader's ISR is just these brokers. */
  async inSyncAre(expected: number[], partition = 0): Promise<void> {
    const wanted = [...expected].sort().join();
    await eventually(
      `${this.alias}-${partition} has the ISR ${wanted}`,
      async () => [...(await this.state(partition)).inSync].sort().join() === wanted,
      { withinMs: 15_000 },
    );
  }

  /** The records up to the high watermark, from the leader: all of them, or those that a view shows. */
  async read(partition = 0, view: View = 'all'): Promise<LogRecord[]> {
    return this.#asLeader(partition, (leader) => readPartition(leader, this.name, partition, view));
  }

  /** The same of all partitions, of each in order; none where the topic does not exist. */
  async readAll(view: View = 'all'): Promise<(LogRecord & { partition: number })[]> {
    const reads = (await this.partitions()).map(async ({ partition }) =>
      (await this.read(partition, view)).map((record) => ({ ...record, partition })),
    );
    return (await Promise.all(reads)).flat();
  }

  async endOffset(partition = 0): Promise<bigint> {
    return this.#asLeader(partition, (leader) => endOffset(leader, this.name, partition));
  }

  /** How far a consumer that is read_committed can read; before the end where a transaction is open. */
  async lastStableOffset(partition = 0): Promise<bigint> {
    return this.#asLeader(partition, (leader) => endOffset(leader, this.name, partition, 'read_committed'));
  }

  /** Appends records and returns the offset of the first. */
  async append(records: NewRecord[], { partition = 0, acks = -1 as -1 | 1 } = {}): Promise<bigint> {
    return this.#asLeader(partition, (leader) => appendRecords(leader, this.name, partition, records, { acks }));
  }

  /** Appends records within a transaction, and resolves when that has ended and its marker is there. */
  async appendInTransaction(
    records: NewRecord[],
    { partition = 0, committed = true }: { partition?: number; committed?: boolean } = {},
  ): Promise<void> {
    await this.#cluster.asTransactionCoordinator(async (coordinator, transactionalId) => {
      const leader = this.#cluster.connection(await this.leader(partition));
      const transaction = { transactionalId, topic: this.name, partition, records, committed };
      await appendInTransaction(coordinator, leader, transaction);
    });
    await eventually(
      'the transaction has ended',
      async () => (await this.lastStableOffset(partition)) === (await this.endOffset(partition)),
    );
  }

  #asLeader<T>(partition: number, ask: (leader: BrokerConnection) => Promise<T>): Promise<T> {
    // A new leader names itself in metadata a moment before it takes requests.
    return onceTaken(`${this.alias}-${partition} has a leader that takes requests`, NOT_YET, async () =>
      ask(this.#cluster.connection(await this.leader(partition))),
    );
  }
}
