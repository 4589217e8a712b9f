import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { eventually } from '../harness/broker/eventually.ts';
import { appendRecords } from '../harness/broker/log.ts';
import { createTopics } from '../harness/broker/topics.ts';
import type { RunningCluster } from '../harness/cluster/cluster.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import { findLab } from '../harness/course/labs.ts';
import { textsOfMistake, writeTexts } from '../harness/course/mistake-programs.ts';
import { mistakesOf } from '../harness/course/mistakes.ts';
import { courseRoot } from '../harness/paths.ts';
import {
  BASE_MS,
  type Backoff,
  backoffPage,
  backoffs,
  DOWN_MS,
  type Load,
  loadOf,
  MEMBERS,
  ORDERS,
  PARTITIONS,
  type Try,
} from './backoff-page.ts';
import { Programs } from './programs.ts';

/**
 * `npm run backoff-load`: writes docs/backoff.md anew. Orders come to a gateway that is down; programs of lab 07 that differ
 * in their waits only try them again, and each try is counted. Takes about a minute.
 */
const PAGE = 'docs/backoff.md';
/** All waits together are at most 15 s with `baseMs` 1000; the orders of a partition wait for each other besides. */
const WITHIN_MS = 120_000;

const home = mkdtempSync(join(tmpdir(), 'kafka-labs-backoff-'));
process.env.KAFKA_LABS_HOME = home;
const cluster: RunningCluster = await new LocalRuntime().start('one', console.log);
const [broker] = cluster.brokers;
const programs = new Programs();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)));
try {
  const loads: Load[] = [];
  for (const backoff of backoffs) {
    const load = loadOf(backoff, await measure(backoff));
    loads.push(load);
    console.log(`${backoff.name}: ${load.triesWhileDown} tries while it was down, ${load.paid} paid`);
  }
  await writeFile(PAGE, backoffPage(cluster.kafkaVersion, loads));
  console.log(`written: ${PAGE}`);
} finally {
  await end();
}

async function end(): Promise<void> {
  programs.killAll();
  await cluster.dispose();
  rmSync(home, { recursive: true, force: true });
}

/** All tries of one kind, in ms since the orders came. */
async function measure({ mistake }: Backoff): Promise<Try[]> {
  const program = await retriesOf(mistake);
  const name = `orders-${performance.now().toFixed(0)}`;
  using connection = new BrokerConnection(broker!);
  const topics = ['', '.retry', '.dead'].map((suffix) => ({ name: `${name}${suffix}`, partitions: PARTITIONS }));
  await createTopics(connection, topics);
  const tries: Try[] = [];
  let cameAt = Number.POSITIVE_INFINITY;
  const members = await Promise.all(
    Array.from({ length: MEMBERS }, () =>
      startMember([program, `${broker!.host}:${broker!.port}`, name, String(BASE_MS)], (at, outcome, order) =>
        tries.push({ atMs: at - cameAt, isPaid: outcome === 'paid', order }),
      ),
    ),
  );
  try {
    cameAt = Date.now();
    for (const member of members) member.stdin!.write(`${cameAt + DOWN_MS}\n`);
    for (let partition = 0; partition < PARTITIONS; partition++)
      await appendRecords(connection, name, partition, ordersOf(partition));
    const isOver = () => loadOf(backoffs[0]!, tries).over === ORDERS;
    await eventually('each order is paid or dead', isOver, { withinMs: WITHIN_MS });
    return tries;
  } finally {
    await Promise.all(members.map((child) => programs.kill(child)));
  }
}

/** The `retries.ts` of a mistake, or of the solution. It is written into this clone: its packages are found from there. */
async function retriesOf(mistake: string | undefined): Promise<string> {
  const lab = await findLab('07');
  if (mistake === undefined) return join(lab.solutionFolder, 'retries.ts');
  const described = (await mistakesOf(lab)).find(({ name }) => name === mistake)!;
  const folder = join(courseRoot, '.labs', 'variants', lab.name, mistake);
  return (await writeTexts(folder, await textsOfMistake(lab, described)))['retries.ts']!;
}

function ordersOf(partition: number): { key: string; value: string }[] {
  return Array.from({ length: ORDERS / PARTITIONS }, (_, index) => {
    const id = `order-${index * PARTITIONS + partition + 1}`;
    return { key: id, value: JSON.stringify({ id, customer: id, payBy: 'card', cents: 100 }) };
  });
}

/** Starts a member; resolves once it is in its groups. */
async function startMember(
  args: string[],
  onTry: (atMs: number, outcome: string, order: string) => void,
): Promise<ChildProcess> {
  const child = programs.start(process.execPath, ['bin/run.mjs', 'scripts/backoff-member.ts', ...args], {
    stdin: 'pipe',
  });
  const lines = createInterface(child.stdout!);
  const isReady = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line === 'ready') return resolve();
      const [at, outcome, order] = line.split(' ') as [string, string, string];
      onTry(Number(at), outcome, order);
    });
    child.once('exit', (code) => reject(new Error(`a member ended with code ${code}`)));
  });
  await isReady;
  return child;
}
