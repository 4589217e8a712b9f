import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { eventually } from '../harness/broker/eventually.ts';
import { appendRecords } from '../harness/broker/log.ts';
import { createTopics } from '../harness/broker/topics.ts';
import type { RunningCluster } from '../harness/cluster/cluster.ts';
import { install } from '../harness/cluster/local/installation.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import { Programs } from './programs.ts';
import { kinds, type MeasuredKind, ROUNDS, rebalancePage, SESSION_MS, type Standstill } from './rebalance-page.ts';

/**
 * `npm run rebalance-table`: writes docs/rebalances.md anew. For each way to rebalance it kills one of three members, starts
 * it again at once, and measures for how long the partitions of the other two stand still. Takes two to three minutes.
 */
const PAGE = 'docs/rebalances.md';
const EVERY_MS = 20;
const CALM_MS = 2_000;
const PARTITIONS = [0, 1, 2];
/** A Java client needs 2 s to start; a machine with two cores may have other things to do. */
const WITHIN_MS = 60_000;

interface Read {
  member: string;
  partition: number;
  atMs: number;
}

type Command = [program: string, ...args: string[]];

const home = mkdtempSync(join(tmpdir(), 'kafka-labs-rebalance-'));
process.env.KAFKA_LABS_HOME = home;
const installation = await install(console.log);
const cluster: RunningCluster = await new LocalRuntime().start('one', console.log);
const [broker] = cluster.brokers;
const programs = new Programs();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)));
try {
  const all: Standstill[] = [];
  for (const kind of kinds) {
    const standstill: Standstill = { client: kind.client, protocol: kind.protocol, beforeMs: [], duringMs: [] };
    for (let round = 1; round <= ROUNDS; round++) {
      const { before, during } = await measure(kind);
      standstill.beforeMs.push(before);
      standstill.duringMs.push(during);
      console.log(`${kind.client}, ${kind.protocol}: ${Math.round(before)} ms, then ${Math.round(during)} ms`);
    }
    all.push(standstill);
  }
  await writeFile(PAGE, rebalancePage(cluster.kafkaVersion, SESSION_MS, all));
  console.log(`written: ${PAGE}`);
} finally {
  await end();
}

async function end(): Promise<void> {
  programs.killAll();
  await cluster.dispose();
  rmSync(home, { recursive: true, force: true });
}

/** One round: three members, one of which dies and comes back. */
async function measure(kind: MeasuredKind): Promise<{ before: number; during: number }> {
  const name = `${kind.node ?? 'java'}-${performance.now().toFixed(0)}`;
  using connection = new BrokerConnection(broker!);
  await createTopics(connection, [{ name, partitions: PARTITIONS.length }]);
  for (const partition of PARTITIONS)
    await eventually(
      'the topic takes records',
      async () => (await appendTo(connection, name, partition)) !== undefined,
    );
  const reads: Read[] = [];
  const members = new Map<string, ChildProcess>();
  const start = (member: string) => members.set(member, startMember(commandOf(kind, name), member, reads));
  const appending = new AbortController();
  const appended = keepAppending(name, appending.signal);
  appended.catch(() => {}); // awaited below
  try {
    for (const member of ['a', 'b', 'c']) start(member);
    const ownerOf = (partition: number) => reads.findLast((read) => read.partition === partition)?.member;
    const owners = () => new Set(PARTITIONS.map(ownerOf));
    const isShared = () => owners().size === PARTITIONS.length && !owners().has(undefined);
    await eventually('each member has a partition', isShared, { withinMs: WITHIN_MS });
    const sharedAt = performance.now();
    await after(CALM_MS); // the pauses of this time are the measure of all others
    const killedAt = performance.now();
    const theirs = PARTITIONS.filter((partition) => ownerOf(partition) !== 'a');
    members.get('a')!.kill('SIGKILL');
    start('a again');
    await eventually('it is back', () => reads.some(({ member }) => member === 'a again'), { withinMs: WITHIN_MS });
    const backAt = performance.now();
    const isReadOn = (partition: number) => reads.some((read) => read.partition === partition && read.atMs > backAt);
    await eventually('all is read on', () => PARTITIONS.every(isReadOn), { withinMs: WITHIN_MS });
    const longest = (from: number, to: number) =>
      Math.max(
        ...theirs.map((partition) =>
          longestPause(
            reads.filter((read) => read.partition === partition),
            from,
            to,
          ),
        ),
      );
    return { before: longest(sharedAt, killedAt), during: longest(killedAt, performance.now()) };
  } finally {
    appending.abort();
    await appended;
    await Promise.all([...members.values()].map((child) => programs.kill(child)));
  }
}

function commandOf({ node, settings = [] }: MeasuredKind, topic: string): Command {
  const address = `${broker!.host}:${broker!.port}`;
  if (node)
    return [
      process.execPath,
      'bin/run.mjs',
      'scripts/rebalance-member.ts',
      node,
      address,
      topic,
      topic,
      String(SESSION_MS),
    ];
  const isNew = settings.includes('group.protocol=consumer');
  // In the new protocol the broker decides on the session; a client that names one is refused.
  const session = isNew ? [] : [`session.timeout.ms=${SESSION_MS}`, `heartbeat.interval.ms=${SESSION_MS / 10}`];
  const properties = [...settings, ...session, 'auto.offset.reset=latest', 'fetch.max.wait.ms=100'];
  return [
    installation.java.path,
    ...[
      '-XX:TieredStopAtLevel=1',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=off',
      '-cp',
      installation.classpath,
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
    ],
    ...['--bootstrap-server', address, '--topic', topic, '--group', topic],
    ...properties.flatMap((property) => ['--command-property', property]),
    ...['print.partition=true', 'print.value=false'].flatMap((property) => ['--formatter-property', property]),
  ];
}

/** Starts a member whose lines each tell of a record. */
function startMember([program, ...args]: Command, member: string, reads: Read[]): ChildProcess {
  const child = programs.start(program, args);
  createInterface(child.stdout!).on('line', (line) => {
    const partition = Number(line.replace('Partition:', ''));
    if (Number.isInteger(partition)) reads.push({ member, partition, atMs: performance.now() });
  });
  return child;
}

async function keepAppending(topic: string, signal: AbortSignal): Promise<void> {
  using connection = new BrokerConnection(broker!);
  while (!signal.aborted) {
    for (const partition of PARTITIONS) await appendTo(connection, topic, partition);
    await after(EVERY_MS);
  }
}

function appendTo(connection: BrokerConnection, topic: string, partition: number): Promise<bigint> {
  return appendRecords(connection, topic, partition, [{ value: 'order' }]);
}

/** The longest time between two reads, of those that ended within a time. */
function longestPause(reads: readonly Read[], from: number, to: number): number {
  const pauses = reads
    .slice(1)
    .map(({ atMs }, index) => (atMs > from && atMs <= to ? atMs - Math.max(reads[index]!.atMs, from) : 0));
  return Math.max(...pauses);
}
