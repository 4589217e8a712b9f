import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { createTopics } from '../harness/broker/topics.ts';
import type { Runtime, Shape } from '../harness/cluster/cluster.ts';
import { ContainerRuntime } from '../harness/cluster/containers/container-runtime.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import { command } from './command.ts';
import { twoWays } from './two-ways.ts';

/**
 * `npm run bench-runtimes`: from nothing to the first acknowledged record, and from a warm lab's command to its verdict,
 * with brokers of this machine and with containers, in turns: compare the two of one run only. The images must be here.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const GOAL = 0.5;

const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-bench-'));
process.env.KAFKA_LABS_HOME = folder;
const runtimes: readonly Runtime[] = [new LocalRuntime(), new ContainerRuntime()];
try {
  for (const runtime of runtimes) await runtime.prepare(() => {});
  for (const shape of ['one', 'three'] as const)
    await compare(`nothing → first acknowledged record, ${shape}`, (runtime) => firstReceipt(runtime, shape));
  for (const lab of ['00', '03'])
    await compare(`a warm lab ${lab}, its command to its verdict`, (runtime) => verdict(runtime, lab));
} finally {
  for (const { name } of runtimes) await lab(name, ['down']);
  rmSync(folder, { recursive: true, force: true });
}

/** Both runtimes in turns; the first of each warms up. */
async function compare(what: string, measure: (runtime: Runtime) => Promise<number>): Promise<void> {
  const times = new Map<Runtime, number[]>(runtimes.map((runtime) => [runtime, []]));
  for (let round = 0; round <= rounds; round++)
    for (const runtime of round % 2 === 0 ? runtimes : runtimes.toReversed()) {
      const ms = await measure(runtime);
      if (round > 0) times.get(runtime)!.push(ms);
    }
  const [local, containers] = runtimes.map((runtime) => times.get(runtime)!);
  console.log(`${rounds} rounds each; the ratio is local to containers (goal for the first record: ≤ ${GOAL})`);
  console.log(twoWays(['containers', 'local'], { without: containers!, through: local! }, [[what, (ms) => ms]]));
}

async function firstReceipt(runtime: Runtime, shape: Shape): Promise<number> {
  const from = performance.now();
  const cluster = await runtime.start(shape, () => {});
  try {
    using connection = new BrokerConnection(cluster.brokers[0]!);
    await createTopics(connection, [{ name: 'bench', replicationFactor: cluster.brokers.length }]);
    const brokers = cluster.brokers.map(({ host, port }) => `${host}:${port}`);
    const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: 'bench', acks: -1, messages: [{ value: 'first' }] });
    const ms = performance.now() - from;
    await producer.disconnect();
    return ms;
  } finally {
    await cluster.dispose();
  }
}

async function verdict({ name }: Runtime, number: string): Promise<number> {
  const from = performance.now();
  const { code, output } = await lab(name, [number, '--solution', '--json']);
  if (code !== 0) throw new Error(`lab ${number} on ${name}: ${output}`);
  return performance.now() - from;
}

function lab(runtime: string, args: string[]): Promise<{ code: number; output: string }> {
  const env = { KAFKA_LABS_HOME: join(folder, runtime), KAFKA_LABS_RUNTIME: runtime };
  return command(process.execPath, ['bin/lab.mjs', ...args], { show: () => {}, env });
}
