import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { createTopics } from '../harness/broker/topics.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import { History } from '../harness/history/history.ts';
import { HistoryWriter } from '../harness/history/history-file.ts';
import { Lane } from '../harness/tap/lane.ts';
import { tellWire } from '../harness/testing/tell-wire.ts';
import type { Round, RoundTimes } from './bench-tap-client.ts';

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
const child = fork(fileURLToPath(new URL('./bench-tap-client.ts', import.meta.url)), {
  execArgv: ['--import', import.meta.resolve('tsx')],
});
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
    onWire: (details) => history.record('you', tellWire(details), details),
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
      const times = await played({ ...round, brokers: way.brokers, topic });
      if (count > 0) way.times.push(times); // the first warms up
    }
  print(ways[0]!.times, ways[1]!.times);
  await writer.close();
}

async function played(request: Round): Promise<RoundTimes> {
  const ended = new AbortController();
  const stop = () => ended.abort(new Error('the client ended'));
  child.once('exit', stop);
  child.send(request);
  const [times] = await once(child, 'message', { signal: ended.signal });
  child.off('exit', stop);
  return times as RoundTimes;
}

function print(straight: RoundTimes[], lane: RoundTimes[]): void {
  const table = new Table({
    head: ['median of', 'straight', 'lane', 'ratio', 'middle half of the rounds'],
    style: { head: [], border: [] },
  });
  const parts: [name: string, ms: (times: RoundTimes) => number][] = [
    ['produce', ({ produceMs }) => produceMs],
    ['consume', ({ consumeMs }) => consumeMs],
    ['both', ({ produceMs, consumeMs }) => produceMs + consumeMs],
  ];
  for (const [name, ms] of parts) {
    const [without, through] = [quantile(straight.map(ms), 0.5), quantile(lane.map(ms), 0.5)];
    const ratios = lane.map((times, index) => ms(times) / ms(straight[index]!));
    const half = [0.25, 0.75].map((at) => quantile(ratios, at).toFixed(2)).join(' to ');
    table.push([name, `${without.toFixed(0)} ms`, `${through.toFixed(0)} ms`, (through / without).toFixed(2), half]);
  }
  console.log(`${round.records} records in batches of ${round.batch}, ${rounds} rounds each; goal: both ≤ ${GOAL}`);
  console.log(table.toString());
}

/** The value below which this part of all values lies; 0.5 gives the median. */
function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at % 1);
}

async function end(): Promise<void> {
  child?.kill();
  await cluster.dispose();
  rmSync(home, { recursive: true, force: true });
}
