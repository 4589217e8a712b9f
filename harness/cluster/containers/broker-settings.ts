import type { Shape } from '../cluster.ts';
import { CONTROLLER_ID, labSettings } from '../local/node-settings.ts';

/** Where cp-kafka keeps its data. */
const DATA = '/var/lib/kafka/data';

/** Clients outside come to this port, brokers to each other at the next two. */
export const CLIENT_PORT = 9093;
const BROKER_PORT = 9092;
const CONTROLLER_PORT = 9094;

/** What a node's container is called, and so its host name on the network of its cluster. */
export const nameOf = (network: string, id: number): string =>
  `${network}-${id === CONTROLLER_ID ? 'controller' : `broker-${id}`}`;

/** Settings as cp-kafka takes them: `log.dirs` is KAFKA_LOG_DIRS; an underscore is written twice, a dash three times. */
export function environmentOf(settings: Readonly<Record<string, string>>): Record<string, string> {
  const written = (name: string) =>
    name.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase();
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${written(name)}`, value]));
}

/** What any broker of labs is given: the same settings and the same small heap as a local one. */
export function commonEnvironment(shape: Shape): Record<string, string> {
  return {
    ...environmentOf(labSettings(shape)),
    KAFKA_HEAP_OPTS: '-Xmx256m',
    KAFKA_JVM_PERFORMANCE_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
    KAFKA_LOG4J_ROOT_LOGLEVEL: 'WARN',
  };
}

/** One node of a cluster of three: a broker that clients reach at `host:port`, or the controller, which has no port. */
export function nodeEnvironment(
  id: number,
  { network, clusterId, client }: { network: string; clusterId: string; client?: { host: string; port: number } },
): Record<string, string> {
  const settings = {
    'node.id': String(id),
    'process.roles': client ? 'broker' : 'controller',
    'controller.quorum.voters': `${CONTROLLER_ID}@${nameOf(network, CONTROLLER_ID)}:${CONTROLLER_PORT}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    ...(client
      ? {
          listeners: `INTERNAL://0.0.0.0:${BROKER_PORT},EXTERNAL://0.0.0.0:${CLIENT_PORT}`,
          'advertised.listeners': `INTERNAL://${nameOf(network, id)}:${BROKER_PORT},EXTERNAL://${client.host}:${client.port}`,
          'inter.broker.listener.name': 'INTERNAL',
        }
      : { listeners: `CONTROLLER://0.0.0.0:${CONTROLLER_PORT}` }),
  };
  return { ...commonEnvironment('three'), ...environmentOf(settings), CLUSTER_ID: clusterId };
}

/** The file that has a broker begin with an empty disk the next time it starts. */
export const WIPE_FILE = `${DATA}/kafka-labs-wipe`;

/** Runs the image's own program, after emptying the disk where that was asked for; who the node is stays. */
export const START = `if [ -e ${WIPE_FILE} ]; then
  find ${DATA} -mindepth 1 -maxdepth 1 ! -name meta.properties ! -name bootstrap.checkpoint ! -name '__cluster_metadata*' -exec rm -r {} +
fi
exec /etc/confluent/docker/run`;
