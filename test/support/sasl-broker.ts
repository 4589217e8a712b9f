import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerConnection } from '../../harness/broker/connection.ts';
import { eventually } from '../../harness/broker/eventually.ts';
import { describeCluster } from '../../harness/broker/metadata.ts';
import { newKafkaId } from '../../harness/cluster/local/format.ts';
import { install } from '../../harness/cluster/local/installation.ts';
import { NodeProcess } from '../../harness/cluster/local/node-process.ts';
import { planNodes, settingsOf } from '../../harness/cluster/local/node-settings.ts';
import { freePorts } from '../../harness/machine/free-ports.ts';

/** A broker as a company might run it: clients log in, by PLAIN or SCRAM. It ends with `end`. */
export interface SaslBroker {
  address: string;
  end(): Promise<void>;
}

const LOGIN = 'org.apache.kafka.common.security';

export const USER = { username: 'kim', password: 'se=cr,et' };

/** Starts it; `settings` replace those of a lab's broker. */
export async function startSaslBroker(settings: Readonly<Record<string, string>> = {}): Promise<SaslBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-broker-'));
  const [controller, port] = await freePorts(2);
  const [plan] = planNodes('one', folder, [port!]);
  const node = new NodeProcess(plan!, join(folder, 'node.log'), await install(() => {}), {});
  await writeFile(node.logFile, '');
  const login = `username="${USER.username}" password="${USER.password}"`;
  await node.format(
    {
      ...settingsOf(plan!, 'one', controller!),
      'listener.security.protocol.map': 'PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'listener.name.plaintext.plain.sasl.jaas.config': `${LOGIN}.plain.PlainLoginModule required ${login} user_${USER.username}="${USER.password}";`,
      'listener.name.plaintext.scram-sha-256.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
      'listener.name.plaintext.scram-sha-512.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
      ...settings,
    },
    newKafkaId(),
  );
  node.spawn();
  const before = process.env.KAFKA_LABS_KAFKA_CONFIG;
  process.env.KAFKA_LABS_KAFKA_CONFIG = configOf('plain');
  try {
    using connection = new BrokerConnection({ host: '127.0.0.1', port: port! });
    await eventually('the broker answers', async () => (await describeCluster(connection)).brokers.length === 1, {
      withinMs: 60_000,
    });
    for (const mechanism of [1, 2] as const) await addLogin(connection, mechanism); // Kafka takes one in a request
  } finally {
    if (before === undefined) delete process.env.KAFKA_LABS_KAFKA_CONFIG;
    else process.env.KAFKA_LABS_KAFKA_CONFIG = before;
  }
  const end = async () => {
    await node.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return { address: `127.0.0.1:${port}`, end };
}

/** What a learner sets to log in there. */
export const configOf = (mechanism: string, user = USER): string => JSON.stringify({ sasl: { mechanism, ...user } });

/** Lets the user log in by SCRAM, too. */
async function addLogin(connection: BrokerConnection, mechanism: 1 | 2): Promise<void> {
  const { results } = await connection.request<{ results: { error_code: number; error_message: string | null }[] }>(
    'AlterUserScramCredentials',
    0,
    { deletions: [], upsertions: [scramOf(mechanism)] },
  );
  const refused = results.find(({ error_code }) => error_code !== 0);
  if (refused) throw new Error(`no SCRAM login could be made: ${refused.error_message}`);
}

/** 1 is SCRAM-SHA-256, 2 is SCRAM-SHA-512 (KIP-554). */
function scramOf(mechanism: 1 | 2) {
  const salt = randomBytes(16);
  const [bytes, hash] = mechanism === 1 ? [32, 'sha256'] : [64, 'sha512'];
  const salted_password = pbkdf2Sync(USER.password, salt, 4_096, bytes as number, hash as string);
  return { name: USER.username, mechanism, iterations: 4_096, salt, salted_password };
}
