import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { listGroups } from '../harness/broker/groups.ts';
import { listTopics } from '../harness/broker/topics.ts';
import { expectError } from './support/expect-error.ts';
import { verdictOf } from './support/json.ts';
import { configOf, type SaslBroker, startSaslBroker, USER } from './support/sasl-broker.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
const KAFKA_LABS_RUNTIME = undefined;
let broker: SaslBroker;
beforeAll(async () => {
  broker = await startSaslBroker();
});
afterAll(() => broker.end());

const login = (mechanism: string, user = USER) => ({
  KAFKA_LABS_RUNTIME,
  KAFKA_LABS_KAFKA_CONFIG: configOf(mechanism, user),
});
const run = (lab: string, env: Record<string, string | undefined>, address = broker.address) =>
  home.lab([lab, '--solution', '--json', '--bootstrap', address], { env });

describe('brokers that somebody else runs', () => {
  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('judge a lab, and let us in by %s', async (mechanism) => {
    expect(verdictOf(await run('00', login(mechanism)))).toMatchObject({ outcome: 'passed', runtime: 'external' });
  });

  test('judge crash points, too, and keep nothing of ours in the end', async () => {
    expect(verdictOf(await run('03', login('plain')))).toMatchObject({ outcome: 'passed', runtime: 'external' });
    expect((await home.lab(['down'])).code).toBe(0);
    process.env.KAFKA_LABS_KAFKA_CONFIG = configOf('plain');
    const [host, port] = broker.address.split(':');
    using connection = new BrokerConnection({ host: host!, port: Number(port) });
    expect(await listTopics(connection, '')).toEqual(['__consumer_offsets']);
    expect(await listGroups(connection, 'kafka-labs.')).toEqual([]);
    delete process.env.KAFKA_LABS_KAFKA_CONFIG;
  });

  test('are not broken: a lab that kills brokers is refused', async () => {
    expectError(await run('01', login('plain')), 'LAB_BREAKS_BROKERS');
  });

  test('with other settings than a lab needs are refused, and each setting is named', async () => {
    const settings = { 'auto.create.topics.enable': 'true', 'group.initial.rebalance.delay.ms': '3000' };
    const other = await startSaslBroker({ settings });
    try {
      const { why } = expectError(await run('00', login('plain'), other.address), 'BROKER_SETTINGS_WRONG');
      expect(why).toContain('auto.create.topics.enable is true, and must be false');
      expect(why).toContain('group.initial.rebalance.delay.ms is 3000, and must be 500 or less');
      expect(why).not.toContain('group.min.session.timeout.ms');
    } finally {
      await other.end();
    }
  });
});

describe('brokers with TLS', () => {
  let withTls: SaslBroker;
  beforeAll(async () => {
    withTls = await startSaslBroker({ tls: true });
  });
  afterAll(() => withTls.end());
  const config = (ca?: string) => ({
    KAFKA_LABS_RUNTIME,
    KAFKA_LABS_KAFKA_CONFIG: configOf('scram-sha-512', USER, ca),
  });

  test('judge a lab where their certificate is trusted', async () => {
    const verdict = verdictOf(await run('00', config(withTls.ca), withTls.address));
    expect(verdict).toMatchObject({ outcome: 'passed', runtime: 'external' });
  });

  test('are told as unreachable where their certificate is not trusted, with the reason', async () => {
    const { sasl } = JSON.parse(configOf('scram-sha-512'));
    const env = { KAFKA_LABS_RUNTIME, KAFKA_LABS_KAFKA_CONFIG: JSON.stringify({ ssl: true, sasl }) };
    const error = expectError(await run('00', env, withTls.address), 'EXTERNAL_UNREACHABLE');
    expect(error.why).toMatch(/self.signed certificate/i);
  });

  test('are told as unreachable to who speaks without TLS', async () => {
    expectError(await run('00', config(), withTls.address), 'EXTERNAL_UNREACHABLE');
  });
});

describe('a cluster that cannot be used is told with what, why and next:', () => {
  test('a wrong password, without the password', async () => {
    const error = expectError(
      await run('00', login('scram-sha-256', { username: 'kim', password: 'no-secret' })),
      'EXTERNAL_UNREACHABLE',
    );
    expect(error.why).toContain('the broker refused the login (SASL_AUTHENTICATION_FAILED)');
    expect(JSON.stringify(error)).not.toContain('no-secret');
  });

  test('a login that the broker wants and does not get', async () => {
    const error = expectError(await run('00', { KAFKA_LABS_RUNTIME }), 'EXTERNAL_UNREACHABLE');
    expect(error.next).toContain('KAFKA_LABS_KAFKA_CONFIG');
  });

  test('TLS where the broker has none', async () => {
    const env = { KAFKA_LABS_RUNTIME, KAFKA_LABS_KAFKA_CONFIG: '{"ssl":true}' };
    expectError(await run('00', env), 'EXTERNAL_UNREACHABLE');
  });

  test('a configuration that is none, without its content', async () => {
    const env = { KAFKA_LABS_RUNTIME, KAFKA_LABS_KAFKA_CONFIG: '{"sasl":{"password":"secret' };
    const error = expectError(await run('00', env), 'KAFKA_CONFIG_WRONG');
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('the runtime external without an address', async () => {
    expectError(
      await home.lab(['00', '--json', '--runtime', 'external'], { env: { KAFKA_LABS_RUNTIME } }),
      'WRONG_USAGE',
    );
  });
});
