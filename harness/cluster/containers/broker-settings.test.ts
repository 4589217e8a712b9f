import { expect, test } from 'vitest';
import { commonEnvironment, environmentOf, nodeEnvironment } from './broker-settings.ts';

test('settings are written as cp-kafka reads them', () => {
  expect(environmentOf({ 'log.dirs': '/d', 'a_b.c-d': '1' })).toEqual({ KAFKA_LOG_DIRS: '/d', KAFKA_A__B_C___D: '1' });
});

test('brokers in containers have the settings that local ones have', () => {
  expect(commonEnvironment('three')).toMatchObject({
    KAFKA_BROKER_SESSION_TIMEOUT_MS: '2000',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3',
  });
  expect(commonEnvironment('one')).toMatchObject({ KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1' });
});

test('a broker tells clients an address outside, and other brokers its name on their network', () => {
  const client = { host: '127.0.0.1', port: 40_001 };
  expect(nodeEnvironment(2, { network: 'net', clusterId: 'id', client })).toMatchObject({
    CLUSTER_ID: 'id',
    KAFKA_NODE_ID: '2',
    KAFKA_PROCESS_ROLES: 'broker',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '100@net-controller:9094',
    KAFKA_ADVERTISED_LISTENERS: 'INTERNAL://net-broker-2:9092,EXTERNAL://127.0.0.1:40001',
  });
});

test('the controller has no listener for clients, and says so to nobody', () => {
  const environment = nodeEnvironment(100, { network: 'net', clusterId: 'id' });
  expect(environment).toMatchObject({
    KAFKA_PROCESS_ROLES: 'controller',
    KAFKA_LISTENERS: 'CONTROLLER://0.0.0.0:9094',
  });
  expect(environment).not.toHaveProperty('KAFKA_ADVERTISED_LISTENERS');
});
