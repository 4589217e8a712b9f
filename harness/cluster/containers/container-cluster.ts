import { KafkaContainer } from '@testcontainers/kafka';
import { eventually, StopAskingError } from '../../broker/eventually.ts';
import type { BrokerInfo } from '../../broker/metadata.ts';
import { HarnessError } from '../../errors.ts';
import { AddressedContainer } from '../../machine/containers/addressed-container.ts';
import { type Daemon, hostOf } from '../../machine/containers/daemon.ts';
import {
  type AddressedNetwork,
  createAddressedNetwork,
  createNetwork,
  type Network,
} from '../../machine/containers/network.ts';
import { ServerContainer } from '../../machine/containers/server-container.ts';
import { freePorts } from '../../machine/free-ports.ts';
import { brokersReady } from '../brokers-ready.ts';
import type { RunningCluster, Shape } from '../cluster.ts';
import { newKafkaId } from '../local/format.ts';
import { CONTROLLER_ID } from '../local/node-settings.ts';
import { CLIENT_PORT, commonEnvironment, nameOf, nodeEnvironment, START, WIPE_FILE } from './broker-settings.ts';

interface Node {
  id: number;
  /** Undefined for the controller. */
  broker: BrokerInfo | undefined;
  container: ServerContainer;
}

interface ImageInfo {
  image: string;
  kafkaVersion: string;
}

/** Brokers in containers of the machine's daemon, on a network of their own. */
export class ContainerCluster implements RunningCluster {
  readonly runtime = 'containers';
  readonly shape: Shape;
  readonly kafkaVersion: string;
  readonly brokers: readonly BrokerInfo[];
  onUnexpectedExit: ((nodeId: number, how: string) => void) | undefined;
  readonly #nodes: readonly Node[];
  readonly #network: Network;
  #disposed = false;

  private constructor(shape: Shape, { kafkaVersion }: ImageInfo, nodes: readonly Node[], network: Network) {
    this.shape = shape;
    this.kafkaVersion = kafkaVersion;
    this.#nodes = nodes;
    this.#network = network;
    this.brokers = nodes.flatMap(({ broker }) => broker ?? []);
    for (const { id, container } of nodes)
      container.onUnexpectedExit = (how) => this.#disposed || this.onUnexpectedExit?.(id, how);
  }

  /** Starts the nodes of a shape; resolves once every broker answers and names all of them. */
  static async start(shape: Shape, daemon: Daemon, image: ImageInfo): Promise<ContainerCluster> {
    if (shape === 'one') {
      const network = await createNetwork(daemon);
      return ContainerCluster.#whole(shape, image, network, async () => [startOne(daemon, image, network)]);
    }
    const network = await createAddressedNetwork(daemon);
    return ContainerCluster.#whole(shape, image, network, () => startThree(daemon, image, network));
  }

  /** All nodes or none: what has started of a cluster that does not is removed. */
  static async #whole(
    shape: Shape,
    image: ImageInfo,
    network: Network,
    start: () => Promise<Promise<Node>[]>,
  ): Promise<ContainerCluster> {
    const started: Node[] = [];
    try {
      const starting = await start();
      const results = await Promise.allSettled(starting);
      for (const result of results) if (result.status === 'fulfilled') started.push(result.value);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    } catch (error) {
      await Promise.all(started.map(({ container }) => container.dispose()));
      await network.dispose();
      throw error;
    }
    const cluster = new ContainerCluster(shape, image, started, network);
    try {
      await cluster.#ready(cluster.brokers.map(({ id }) => id));
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  async kill(brokerId: number): Promise<void> {
    await this.#node(brokerId).container.end('SIGKILL');
  }

  async stop(brokerId: number): Promise<void> {
    await this.#node(brokerId).container.end('SIGTERM');
  }

  async freeze(brokerId: number): Promise<void> {
    const { container } = this.#node(brokerId);
    // On a busy machine the system may not manage to freeze all threads at once; the daemon then thaws them and says so.
    const freeze = () =>
      container.freeze().then(
        () => true,
        (error: Error) => {
          if (/unable to freeze/.test(error.message)) return false;
          return unlessGone(brokerId, container, error).then((reason) => {
            throw new StopAskingError(reason);
          });
        },
      );
    await eventually(`broker ${brokerId} is frozen`, freeze);
  }

  async resume(brokerId: number): Promise<void> {
    const { container } = this.#node(brokerId);
    await container.resume().catch(async (error: Error) => {
      throw await unlessGone(brokerId, container, error);
    });
  }

  async start(brokerId: number): Promise<void> {
    if (this.shape === 'one')
      throw gone(brokerId, 'A broker alone in a container has another port after a start, and tells its old one.');
    const { container } = this.#node(brokerId);
    // One that was started and did not become ready in time runs already: it is waited for once more.
    if (container.exit !== undefined) await container.startAgain();
    await this.#ready(this.#nodes.flatMap(({ broker, container: { exit } }) => (broker && !exit ? broker.id : [])));
  }

  async wipe(brokerId: number): Promise<void> {
    const { container } = this.#node(brokerId);
    if (container.exit === undefined) throw new Error(`broker ${brokerId} must be dead before it is wiped`);
    await container.put(WIPE_FILE, '');
  }

  async endedUnasked(): Promise<{ nodeId: number; how: string }[]> {
    const looked = this.#nodes.map(async ({ id: nodeId, container }) => {
      const how = await container.lookForEnd();
      return how === undefined || container.endedOnPurpose ? [] : [{ nodeId, how }];
    });
    return (await Promise.all(looked)).flat();
  }

  async whyUnfit(): Promise<string | undefined> {
    for (const { id, container } of this.#nodes) if (container.exit) return `node ${id} ${container.exit}`;
    return this.#ready(
      this.brokers.map(({ id }) => id),
      1_000,
    ).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  consoleCommand(): string {
    const { container } = this.#nodes.find(({ broker }) => broker)!;
    return `docker exec ${container.name} kafka-topics --bootstrap-server localhost:9092 --list`;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#nodes.map(({ container }) => container.dispose()));
    await this.#network.dispose();
  }

  #node(brokerId: number): Node {
    const node = this.#nodes.find(({ broker }) => broker?.id === brokerId);
    if (!node) throw new Error(`there is no broker ${brokerId}`);
    return node;
  }

  async #ready(ids: readonly number[], withinMs = 120_000): Promise<void> {
    const dead = () => this.#nodes.find(({ container }) => container.exit !== undefined && !container.endedOnPurpose);
    await brokersReady(this.brokers, {
      ids,
      withinMs,
      throwIfDead: async () => {
        const node = dead();
        if (node) throw await exited(node);
      },
      notReady: (id, cause) => notReady(this.#node(id), withinMs, cause),
    });
  }
}

/** As testcontainers' own module runs it. Its port changes with each start, so that it is started once only. */
async function startOne(daemon: Daemon, { image }: ImageInfo, network: Network): Promise<Node> {
  const kafka = new KafkaContainer(image)
    .withKraft()
    .withName(nameOf(network.name, 1))
    .withNetworkMode(network.name)
    .withEnvironment(commonEnvironment('one'));
  const container = await ServerContainer.start(daemon, image, kafka);
  const broker = { id: 1, host: hostOf(daemon), port: container.started.getMappedPort(CLIENT_PORT) };
  return { id: 1, broker, container };
}

/** A controller and three brokers, whose ports are chosen now: they must be the same after a broker was dead. */
async function startThree(daemon: Daemon, { image }: ImageInfo, network: AddressedNetwork): Promise<Promise<Node>[]> {
  const clusterId = newKafkaId();
  const host = hostOf(daemon);
  const ports = await freePorts(3);
  const brokers = ports.map((port, index): BrokerInfo => ({ id: index + 1, host, port }));
  const start = async (id: number, broker?: BrokerInfo): Promise<Node> => {
    const node = new AddressedContainer(image)
      .withName(nameOf(network.name, id))
      .withAddress(network.name, network.addressOf(broker?.id ?? 4))
      .withEntrypoint(['bash', '-c', START])
      .withEnvironment(
        nodeEnvironment(id, { network: network.name, clusterId, ...(broker ? { client: broker } : {}) }),
      );
    if (broker) node.withExposedPorts({ container: CLIENT_PORT, host: broker.port });
    return { id, broker, container: await ServerContainer.start(daemon, image, node) };
  };
  return [start(CONTROLLER_ID), ...brokers.map((broker) => start(broker.id, broker))];
}

/** It ended, nobody here asked it to, and it does not come back: whoever needs it gets a new one at the next command. */
const gone = (brokerId: number, why: string): HarnessError =>
  new HarnessError({
    code: 'BROKER_EXITED',
    what: `Broker ${brokerId} has ended, and is not started again.`,
    why,
    next: 'Run the command again: it begins with a new broker.',
  });

/** A container that has ended can be neither frozen nor woken; in what words the daemon says so depends on when it is asked. */
async function unlessGone(brokerId: number, container: ServerContainer, error: Error): Promise<Error> {
  // The daemon may refuse what a container cannot do any more before it says itself that it has ended.
  const how = await eventually('it has ended', () => container.lookForEnd(), { withinMs: 5_000 }).catch(
    () => undefined,
  );
  return how === undefined ? error : gone(brokerId, `It ${how}. The daemon says: ${error.message}`);
}

async function exited({ id, container }: Node): Promise<HarnessError> {
  return new HarnessError({
    code: 'BROKER_EXITED',
    what: `Kafka node ${id} did not stay up.`,
    why: [`Its container ${container.name} ${container.exit}. Its last lines:`, ...(await container.lastLines())].join(
      '\n',
    ),
    next: 'Run `npm run lab -- doctor`, then the command again.',
  });
}

async function notReady({ id, container }: Node, withinMs: number, cause: unknown): Promise<HarnessError> {
  return new HarnessError({
    code: 'BROKER_NOT_READY',
    what: `Broker ${id} did not become ready in ${withinMs / 1000} s.`,
    why: [
      'Its container runs, but it does not answer Metadata with all brokers. Its last lines:',
      ...(await container.lastLines()),
    ].join('\n'),
    next: 'Run `npm run lab -- down`, close what keeps the machine busy, and try again.',
    cause,
  });
}
