import { execFileSync } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerConnection } from '../../harness/broker/connection.ts';
import { startBrokers } from './brokers.ts';

/** A broker as a company might run it: clients log in, by PLAIN or SCRAM. It ends with `end`. */
export interface SaslBroker {
  address: string;
  /** The certificate that clients must trust, as a PEM file; only of a broker with TLS. */
  ca?: string;
  end(): Promise<void>;
}

export interface SaslBrokerOptions {
  /** These replace those of a lab's broker. */
  settings?: Readonly<Record<string, string>>;
  tls?: boolean;
}

const LOGIN = 'org.apache.kafka.common.security';

export const USER = { username: 'kim', password: 'se=cr,et' };

/** Starts it. */
export async function startSaslBroker({ settings = {}, tls = false }: SaslBrokerOptions = {}): Promise<SaslBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-broker-'));
  const certificate = tls ? makeCertificate(folder) : undefined;
  const login = `username="${USER.username}" password="${USER.password}"`;
  const all = {
    'listener.security.protocol.map': `PLAINTEXT:${tls ? 'SASL_SSL' : 'SASL_PLAINTEXT'},CONTROLLER:PLAINTEXT`,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.plaintext.plain.sasl.jaas.config': `${LOGIN}.plain.PlainLoginModule required ${login} user_${USER.username}="${USER.password}";`,
    'listener.name.plaintext.scram-sha-256.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
    'listener.name.plaintext.scram-sha-512.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
    ...certificate?.settings,
    ...settings,
  };
  const before = process.env.KAFKA_LABS_KAFKA_CONFIG;
  process.env.KAFKA_LABS_KAFKA_CONFIG = configOf('plain', USER, certificate?.ca);
  try {
    const brokers = await startBrokers('one', () => all);
    for (const mechanism of [1, 2] as const) await addLogin(brokers.ask(), mechanism); // Kafka takes one in a request
    const end = async () => {
      await brokers.end();
      rmSync(folder, { recursive: true, force: true });
    };
    return { address: brokers.addresses[0]!, ...(certificate ? { ca: certificate.ca } : {}), end };
  } finally {
    if (before === undefined) delete process.env.KAFKA_LABS_KAFKA_CONFIG;
    else process.env.KAFKA_LABS_KAFKA_CONFIG = before;
  }
}

/** What a learner sets to log in there. */
export const configOf = (mechanism: string, user = USER, ca?: string): string =>
  JSON.stringify({ ...(ca === undefined ? {} : { ssl: { ca } }), sasl: { mechanism, ...user } });

/** A certificate that the broker signs itself, for a day, by Java's own tool. */
function makeCertificate(folder: string): { ca: string; settings: Record<string, string> } {
  const [keys, ca] = [join(folder, 'keys.p12'), join(folder, 'ca.pem')];
  const store = ['-keystore', keys, '-storetype', 'PKCS12', '-storepass', 'changeit', '-alias', 'broker'];
  const keytool = (...args: string[]) => execFileSync('keytool', [...args, ...store], { stdio: 'pipe' });
  const name = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1'];
  keytool('-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '1', ...name);
  keytool('-exportcert', '-rfc', '-file', ca);
  const of = (kind: string) => ({
    [`ssl.${kind}.location`]: keys,
    [`ssl.${kind}.type`]: 'PKCS12',
    [`ssl.${kind}.password`]: 'changeit',
  });
  // It trusts itself as a client, too: it writes to itself where transactions end.
  return { ca, settings: { ...of('keystore'), ...of('truststore'), 'ssl.key.password': 'changeit' } };
}

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
