import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { eventually, NeverHappenedError } from '../harness/broker/eventually.ts';
import { appendRecords, BrokerRefusedError, readPartition } from '../harness/broker/log.ts';
import { describeCluster, type PartitionState } from '../harness/broker/metadata.ts';
import { createTopics } from '../harness/broker/topics.ts';
import type { RunningCluster } from '../harness/cluster/cluster.ts';
import { LocalRuntime } from '../harness/cluster/local/local-runtime.ts';
import {
  type Acks,
  bothAcks,
  EARLIER,
  type Loss,
  minIsrPage,
  SENT,
  type Setting,
  settings,
  TAKEN,
  type Wait,
} from './min-isr-page.ts';

/**
 * `npm run min-isr-table`: writes docs/min-insync-replicas.md anew. For each way to make a topic, each number of replicas
 * in sync and both acks it sends an order to a real broker, and shows the leader's answer, whether the order can be read,
 * and what is left of it when that leader loses its disk. Then the same with a frozen follower. Takes a minute or two.
 */
const PAGE = 'docs/min-insync-replicas.md';
const ALL = [1, 2, 3];
const LEADER = 1;
const AT_ONCE_MS = 1_000;
/** A dead broker is given up after 2 s, and one that is back has to fetch first: ten times that, for a busy machine. */
const WITHIN_MS = 30_000;
/** Longer than a frozen broker stays in the ISR, so that the leader may still take the order then. */
const TIMEOUT_MS = 5_000;

/** A topic for one row of the page. */
interface Row {
  topic: string;
  setting: Setting;
  acks: Acks;
}

const home = mkdtempSync(join(tmpdir(), 'kafka-labs-min-isr-'));
process.env.KAFKA_LABS_HOME = home;
const runtime = new LocalRuntime();
let cluster: RunningCluster;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)));
try {
  const losses: Loss[] = [];
  for (const inSync of ALL.toReversed()) {
    cluster = await runtime.start('three', console.log);
    losses.push(...(await lossesWith(inSync)));
    await cluster.dispose();
  }
  cluster = await runtime.start('three', console.log);
  const waits = await waitsForFrozen();
  await writeFile(PAGE, minIsrPage(cluster.kafkaVersion, losses, waits));
  console.log(`${losses.length + waits.length} orders were sent; written: ${PAGE}`);
} finally {
  await end();
}

async function end(): Promise<void> {
  await cluster?.dispose();
  rmSync(home, { recursive: true, force: true });
}

/** Sends with the first so many brokers up, then takes the leader's disk away, and brings all back. */
async function lossesWith(inSync: number): Promise<Loss[]> {
  const rows = await makeRows(settings.filter(({ copies }) => copies >= inSync));
  const up = ALL.slice(0, inSync);
  const down = ALL.slice(inSync);
  for (const id of down.toReversed()) await cluster.stop(id);
  for (const row of rows) await inSyncAre(row, replicasOf(row).slice(0, inSync));

  const sent: Omit<Loss, 'left'>[] = [];
  for (const row of rows) {
    const { setting, acks } = row;
    const answer = await send(row, SENT, acks);
    sent.push({ setting, acks, inSync, answer, readable: await isReadableAtOnce(row) });
  }

  await cluster.kill(LEADER);
  await cluster.wipe(LEADER);
  await others(up);
  for (const id of down) await cluster.start(id);
  await others(ALL);
  await cluster.start(LEADER);
  return Promise.all(sent.map(async (each, index) => ({ ...each, left: await leftIn(rows[index]!) })));
}

/** Sends while one follower is frozen that is in sync. */
async function waitsForFrozen(): Promise<Wait[]> {
  const rows = await makeRows(settings.filter(({ copies }) => copies === ALL.length));
  const frozen = ALL.at(-1)!;
  await cluster.freeze(frozen);
  const sending = rows.map(async (row) => {
    const { setting, acks } = row;
    const since = performance.now();
    const answer = await send(row, SENT, acks);
    return { setting, acks, answer, afterMs: performance.now() - since };
  });
  const sent = await Promise.all(sending);
  await cluster.resume(frozen);
  return Promise.all(sent.map(async (each, index) => ({ ...each, left: await leftIn(rows[index]!) })));
}

/** A topic for each setting and each acks, whose replicas all have a first order. */
async function makeRows(of: Setting[]): Promise<Row[]> {
  const rows = of.flatMap((setting) =>
    bothAcks.map((acks) => ({ topic: `orders-${setting.copies}-${setting.minimum}-${acks}`, setting, acks })),
  );
  using connection = connect(LEADER);
  await createTopics(
    connection,
    rows.map((row) => ({
      name: row.topic,
      replicas: [replicasOf(row)],
      configs: { 'min.insync.replicas': String(row.setting.minimum) },
    })),
  );
  for (const row of rows) {
    await inSyncAre(row, replicasOf(row));
    await eventually(`${row.topic} takes ${EARLIER}`, async () => (await send(row, EARLIER, -1)) === TAKEN);
  }
  return rows;
}

function replicasOf({ setting }: Row): number[] {
  return ALL.slice(0, setting.copies);
}

/** The leader's answer. A connection for each order: a broker answers those of one connection in turn. */
async function send({ topic }: Row, order: string, acks: Acks, leader = LEADER): Promise<string> {
  using connection = connect(leader);
  try {
    await appendRecords(connection, topic, 0, [{ key: order, value: order }], { acks, timeoutMs: TIMEOUT_MS });
    return TAKEN;
  } catch (error) {
    if (error instanceof BrokerRefusedError) return error.code;
    throw error;
  }
}

async function isReadableAtOnce(row: Row): Promise<boolean> {
  try {
    return await eventually(`${SENT} can be read`, async () => (await keysOf(row, LEADER)).includes(SENT), {
      withinMs: AT_ONCE_MS,
    });
  } catch (error) {
    if (error instanceof NeverHappenedError && error.cause === undefined) return false;
    throw error;
  }
}

/** What the topic holds, once all its replicas are in sync. An order behind them all shows what lies before it. */
async function leftIn(row: Row): Promise<string[]> {
  const leader = await inSyncAre(row, replicasOf(row));
  const last = 'the end';
  await eventually(`${row.topic} takes ${last}`, async () => (await send(row, last, -1, leader)) === TAKEN);
  return (await keysOf(row, leader)).filter((key) => key !== last);
}

async function keysOf({ topic }: Row, leader: number): Promise<string[]> {
  using connection = connect(leader);
  return (await readPartition(connection, topic, 0)).map(({ key }) => String(key));
}

/** Waits until a row's leader says that just these replicas are in sync, and returns the leader. */
function inSyncAre(row: Row, ids: number[]): Promise<number> {
  return eventually(
    `${row.topic} has the ISR ${ids.join(', ')}`,
    async () => {
      const { leader } = await stateOf(row, ids[0]!);
      const { inSync } = await stateOf(row, leader);
      return inSync.toSorted().join() === ids.join() && leader;
    },
    { withinMs: WITHIN_MS },
  );
}

async function stateOf({ topic }: Row, brokerId: number): Promise<PartitionState> {
  using connection = connect(brokerId);
  const { topics } = await describeCluster(connection, { topics: [topic] });
  const state = topics[0]?.partitions[0];
  if (!state) throw new Error(`broker ${brokerId} knows no ${topic}`);
  return state;
}

/** Waits until those of these brokers that live have given up the leader that died. */
async function others(ids: number[]): Promise<void> {
  for (const id of ids.filter((other) => other !== LEADER))
    await eventually(
      `broker ${id} knows that broker ${LEADER} is dead`,
      async () => {
        using connection = connect(id);
        return (await describeCluster(connection)).brokers.every((broker) => broker.id !== LEADER);
      },
      { withinMs: WITHIN_MS },
    );
}

function connect(brokerId: number): BrokerConnection {
  return new BrokerConnection(cluster.brokers.find(({ id }) => id === brokerId)!);
}
