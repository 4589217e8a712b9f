import { userInfo } from 'node:os';
import { type Address, BrokerConnection } from '../../broker/connection.ts';
import { deleteGroups, leaveGroup, listGroups, listMembers } from '../../broker/groups.ts';
import { type BrokerInfo, describeCluster } from '../../broker/metadata.ts';
import { deleteTopics, listTopics } from '../../broker/topics.ts';
import { HarnessError } from '../../errors.ts';
import { homeId } from '../../paths.ts';
import type { RunningCluster, Shape } from '../cluster.ts';

/** What is made there has names of this learner and this clone: a cluster may have many of both. */
export const ownPrefix = (): string =>
  `kafka-labs.${userInfo().username.replace(/[^\w-]/g, '_')}.${homeId().slice(0, 6)}.`;

/** Brokers that somebody else runs. Nothing of theirs is touched but what has this learner's prefix. */
export class ExternalCluster implements RunningCluster {
  readonly runtime = 'external';
  readonly shape: Shape;
  readonly kafkaVersion: string;
  readonly brokers: readonly BrokerInfo[];
  readonly prefix = ownPrefix();
  onUnexpectedExit: ((nodeId: number, how: string) => void) | undefined;
  readonly #bootstrap: readonly Address[];

  private constructor(shape: Shape, bootstrap: readonly Address[], brokers: readonly BrokerInfo[]) {
    this.shape = shape;
    this.#bootstrap = bootstrap;
    this.brokers = brokers;
    this.kafkaVersion = `at ${bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')}`;
  }

  /** Asks the cluster for its brokers, and removes what an earlier run left. Throws EXTERNAL_UNREACHABLE. */
  static async connect(shape: Shape, bootstrap: readonly Address[]): Promise<ExternalCluster> {
    const cluster = new ExternalCluster(shape, bootstrap, await brokersOf(bootstrap));
    await cluster.#removeOwn();
    return cluster;
  }

  kill = notOurs;
  stop = notOurs;
  freeze = notOurs;
  resume = notOurs;
  start = notOurs;
  wipe = notOurs;

  /** Whose brokers these are knows that. */
  async endedUnasked(): Promise<[]> {
    return [];
  }

  async whyUnfit(): Promise<string | undefined> {
    return brokersOf(this.#bootstrap).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  consoleCommand(): string {
    const { host, port } = this.#bootstrap[0]!;
    return `kafka-topics --bootstrap-server ${host}:${port} --list`;
  }

  async dispose(): Promise<void> {
    await this.#removeOwn().catch(() => {}); // a cluster that is gone keeps it: the next connect removes it
  }

  async #removeOwn(): Promise<void> {
    for (const broker of this.brokers) {
      using connection = new BrokerConnection(broker);
      const groups = await listGroups(connection, this.prefix);
      // A process that was killed is a member until its session ends, and a group with members stays.
      for (const group of groups) await leaveGroup(connection, group, await listMembers(connection, group));
      await deleteGroups(connection, groups);
    }
    using connection = new BrokerConnection(this.brokers[0]!);
    const topics = await listTopics(connection, this.prefix);
    if (topics.length > 0) await deleteTopics(connection, topics);
  }
}

function notOurs(): Promise<never> {
  return Promise.reject(new Error('brokers that somebody else runs are not broken'));
}

/** What the first broker that answers tells. */
async function brokersOf(bootstrap: readonly Address[]): Promise<BrokerInfo[]> {
  const problems: string[] = [];
  for (const address of bootstrap) {
    using connection = new BrokerConnection(address);
    try {
      const { brokers } = await describeCluster(connection, { timeoutMs: 5_000 });
      if (brokers.length > 0) return brokers;
      problems.push(`${address.host}:${address.port} names no broker`);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new HarnessError({
    code: 'EXTERNAL_UNREACHABLE',
    what: `No broker answers at ${bootstrap.map(({ host, port }) => `${host}:${port}`).join(', ')}.`,
    why: problems.join('\n'),
    next: 'Look at the address. A cluster that wants TLS or a login needs KAFKA_LABS_KAFKA_CONFIG, see docs/runtimes.md.',
  });
}
