import { Kafka, logLevel } from 'kafkajs';
import { playRounds } from './bench-client.ts';

/** One round, as scripts/bench-tap.ts asks for it. */
export interface Round {
  brokers: string[];
  topic: string;
  records: number;
  batch: number;
}

export interface RoundTimes {
  produceMs: number;
  consumeMs: number;
}

/** The client of scripts/bench-tap.ts: a process of its own, as a learner's program is. */
playRounds(run);

async function run({ brokers, topic, records, batch }: Round): Promise<RoundTimes> {
  const kafka = new Kafka({ brokers, clientId: 'bench', logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const value = 'x'.repeat(100);
  let startedAt = performance.now();
  for (let sent = 0; sent < records; sent += batch)
    await producer.send({
      topic,
      messages: Array.from({ length: batch }, (_, index) => ({ key: `key-${sent + index}`, value })),
    });
  const produceMs = performance.now() - startedAt;
  await producer.disconnect();

  const consumer = kafka.consumer({ groupId: topic });
  consumer.on('consumer.group_join', () => {
    startedAt = performance.now();
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let left = records;
  const consumed = new Promise<number>((resolve) => {
    consumer.run({
      eachMessage: async () => {
        if (--left === 0) resolve(performance.now() - startedAt);
      },
    });
  });
  const consumeMs = await consumed;
  await consumer.disconnect();
  return { produceMs, consumeMs };
}
