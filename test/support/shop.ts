import { onTestFinished } from 'vitest';
import type { BrokerInfo } from '../../harness/broker/metadata.ts';
import type { WireDetails } from '../../harness/history/events.ts';
import { Lane } from '../../harness/tap/lane.ts';

// kafkajs takes other retries where NODE_ENV is “test”, as Vitest has it. It looks when it is loaded.
process.env.NODE_ENV = 'production';
process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
const kafkajs = await import('kafkajs');
export const { Partitioners } = kafkajs;

export type Kafka = InstanceType<typeof kafkajs.Kafka>;
export type KafkaConfig = ConstructorParameters<typeof kafkajs.Kafka>[0];
export type Producer = ReturnType<Kafka['producer']>;
export type ProducerConfig = NonNullable<Parameters<Kafka['producer']>[0]>;
export type ConsumerConfig = Parameters<Kafka['consumer']>[0];

/** A kafkajs client as programs have it, silent. */
export function kafka(brokers: readonly string[], config: Partial<KafkaConfig> = {}): Kafka {
  return new kafkajs.Kafka({ clientId: 'shop', brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING, ...config });
}

/** A tap in front of the brokers for one test, and all that passed it. */
export interface Wire {
  lane: Lane;
  seen: WireDetails[];
  /** What passed of one API. */
  requests(api: string): WireDetails[];
  /** A producer behind the tap, connected. It ends with the test. */
  producer(config?: ProducerConfig, client?: Partial<KafkaConfig>): Promise<Producer>;
}

export async function openWire(brokers: readonly BrokerInfo[]): Promise<Wire> {
  const seen: WireDetails[] = [];
  const lane = await Lane.open({ process: 'shop', brokers, onWire: (details) => seen.push(details) });
  onTestFinished(() => lane.close());
  return {
    lane,
    seen,
    requests: (api) => seen.filter((details) => details.kind === 'request' && details.api === api),
    producer: async (config = {}, client = {}) => {
      const producer = kafka(lane.addresses, client).producer(config);
      onTestFinished(() => producer.disconnect().catch(() => {}));
      await producer.connect();
      return producer;
    },
  };
}

/** Retries that take no time to speak of. */
export const quick = { initialRetryTime: 20, multiplier: 1, factor: 0 };
/** An answer that leaves a send in doubt, and that the broker knows nothing of. */
export const timedOut = { act: 'refuse', error: 'REQUEST_TIMED_OUT' } as const;

/** One record, by default of order-1. */
export const send = (producer: Producer, topic: string, value: string, key: string | null = 'order-1') =>
  producer.send({ topic, messages: [{ key, value }] });
