import { describe, expect, test } from 'vitest';
import { shapes } from '../cluster.ts';
import { CONTROLLER_ID, labSettings, planNodes, settingsOf } from './node-settings.ts';

describe('one broker', () => {
  const nodes = planNodes('one', '/data', [9001]);

  test('is broker and controller in one', () => {
    expect(nodes).toEqual([{ id: 1, roles: 'broker,controller', brokerPort: 9001, folder: '/data/node-1' }]);
  });

  test('listens for clients and for itself as its own quorum', () => {
    expect(settingsOf(nodes[0]!, 'one', 9000)).toMatchObject({
      'node.id': '1',
      'process.roles': 'broker,controller',
      'controller.quorum.voters': '1@127.0.0.1:9000',
      listeners: 'PLAINTEXT://127.0.0.1:9001,CONTROLLER://127.0.0.1:9000',
      'log.dirs': '/data/node-1/data',
    });
  });
});

describe('three brokers', () => {
  const [controller, ...brokers] = planNodes('three', '/data', [9001, 9002, 9003]);

  test('have a controller apart, which clients cannot reach', () => {
    expect(controller).toMatchObject({ id: CONTROLLER_ID, roles: 'controller', brokerPort: undefined });
    expect(settingsOf(controller!, 'three', 9000).listeners).toBe('CONTROLLER://127.0.0.1:9000');
  });

  test('have the ids 1, 2, 3 and a port and a folder each', () => {
    expect(brokers.map(({ id, roles, brokerPort }) => ({ id, roles, brokerPort }))).toEqual([
      { id: 1, roles: 'broker', brokerPort: 9001 },
      { id: 2, roles: 'broker', brokerPort: 9002 },
      { id: 3, roles: 'broker', brokerPort: 9003 },
    ]);
    expect(new Set([controller!, ...brokers].map(({ folder }) => folder)).size).toBe(4);
  });

  test('listen for clients only and know where the controller is', () => {
    for (const broker of brokers)
      expect(settingsOf(broker, 'three', 9000)).toMatchObject({
        'process.roles': 'broker',
        'controller.quorum.voters': `${CONTROLLER_ID}@127.0.0.1:9000`,
        listeners: `PLAINTEXT://127.0.0.1:${broker.brokerPort}`,
      });
  });
});

describe('Kafka’s own topics', () => {
  const factors = [
    'offsets.topic.replication.factor',
    'transaction.state.log.replication.factor',
    'share.coordinator.state.topic.replication.factor',
  ];

  test.each([
    ['one', '1'],
    ['three', '3'],
  ] as const)('on %s are on every broker: %s', (shape, replicas) => {
    for (const factor of factors) expect(labSettings(shape)[factor]).toBe(replicas);
  });
});

test.each(shapes)('nothing of the shape %s listens beyond this machine', (shape) => {
  for (const node of planNodes(shape, '/data', [9001, 9002, 9003]))
    for (const listener of settingsOf(node, shape, 9000).listeners!.split(','))
      expect(listener).toMatch(/^(PLAINTEXT|CONTROLLER):\/\/127\.0\.0\.1:\d+$/);
});
