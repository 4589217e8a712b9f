import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { createTopics } from '../harness/broker/topics.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import { wireWords } from '../harness/facts/wire/vocabulary.ts';
import { History } from '../harness/history/history.ts';
import { HistoryWriter } from '../harness/history/history-file.ts';
import { Lane } from '../harness/tap/lane.ts';
import { BenchClient } from './bench-client.ts';
import type { Round, RoundTimes } from './bench-tap-client.ts';
import { twoWays } from './two-ways.ts';

/**
 * `npm run bench-tap`: what the tap costs. One broker, a kafkajs client in a process of its own, 20,000 records of about
 * 100 bytes in batches of 100, each sent when the one before was answered, then consumed one by one. The same straight to
 * the broker and through a lane in this process that records a history, in turns: compare the two of one run only.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const GOAL = 1.2;
const round = { records: 20_000, batch: 100 };

const home = mkdtempSync(join(tmpdir(), 'kafka-labs-bench-'));
process.env.KAFKA_LABS_HOME = home;
const cluster = await new LocalRuntime().start('one', console.log);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)));
const client = new BenchClient<Round, RoundTimes>('./bench-tap-client.ts');
try {
  await bench();
} finally {
  await end();
}

interface Way {
  name: string;
  brokers: string[];
  times: RoundTimes[];
}

async function bench(): Promise<void> {
  const { brokers } = cluster;
  const writer = new HistoryWriter(join(home, 'history.jsonl'), { lab: 'bench', check: 'bench' });
  const history = new History((event) => writer.append(event));
  await using lane = await Lane.open({
    process: 'you',
    brokers,
    onWire: (details) => history.record('you', wireWords(details), details),
  });
  const straight = brokers.map(({ host, port }) => `${host}:${port}`);
  const ways: Way[] = [
    { name: 'straight', brokers: straight, times: [] },
    { name: 'lane', brokers: [...lane.addresses], times: [] },
  ];
  using connection = new BrokerConnection(brokers[0]!);
  for (let count = 0; count <= rounds; count++)
    for (const way of count % 2 === 0 ? ways : ways.toReversed()) {
      const topic = `bench-${way.name}-${count}`;
      await createTopics(connection, [{ name: topic }]);
      const times = await client.played({ ...round, brokers: way.brokers, topic });
      if (count > 0) way.times.push(times); // the first warms up
    }
  const [without, through] = ways.map(({ times }) => times);
  console.log(`${round.records} records in batches of ${round.batch}, ${rounds} rounds each; goal: both ≤ ${GOAL}`);
  console.log(
    twoWays(['straight', 'lane'], { without: without!, through: through! }, [
      ['produce', ({ produceMs }) => produceMs],
      ['consume', ({ consumeMs }) => consumeMs],
      ['both', ({ produceMs, consumeMs }) => produceMs + consumeMs],
    ]),
  );
  await writer.close();
}

async function end(): Promise<void> {
  client?.end();
  await cluster.dispose();
  rmSync(home, { recursive: true, force: true });
}
