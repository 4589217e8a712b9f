import { expect, test } from 'vitest';
import { bootstrapBrokers, databaseOptions, effect, kafkaClient } from './markers.ts';
import { revive, withAddresses } from './remote-values.ts';

const ways = { lane: { addresses: ['127.0.0.1:1', '127.0.0.1:2'] }, databaseLane: { port: 3 } };
const options = { host: '127.0.0.1', port: 3, user: 'shop', password: 'shop', database: 'stock' };

test('Kafka clients and database options are led through the process’s own lanes, wherever they stand', () => {
  const value = { kafka: kafkaClient(), more: [databaseOptions({ schema: 'stock' }), 7], charge: effect('charge') };
  expect(withAddresses(value, ways)).toEqual({
    kafka: { ...kafkaClient(), brokers: ['127.0.0.1:1', '127.0.0.1:2'] },
    more: [options, 7],
    charge: effect('charge'),
  });
});

test('addresses of brokers are those of the process’s own lane, as plain data', () => {
  expect(withAddresses({ bootstrapBrokers: bootstrapBrokers() }, ways)).toEqual({
    bootstrapBrokers: ['127.0.0.1:1', '127.0.0.1:2'],
  });
});

test('database options are plain data, which a client takes as they are', () => {
  expect(JSON.parse(JSON.stringify(withAddresses(databaseOptions({ schema: 'stock' }), ways)))).toEqual(options);
});

test('the way to a database is looked for only where one is asked for', () => {
  const without = {
    lane: ways.lane,
    get databaseLane(): never {
      throw new Error('no database');
    },
  };
  expect(withAddresses([kafkaClient(), 'text'], without)).toHaveLength(2);
  expect(() => withAddresses({ options: databaseOptions({ schema: 'stock' }) }, without)).toThrow('no database');
});

test('functions of the learner’s can be called, and other values are as they came', () => {
  const at = new Date(0);
  const value = { stop: { $marker: 'function', functionId: 4, name: 'stop' }, at, list: [1, null] };
  const revived = revive(value, (functionId, name) => async () => `${name} ${functionId}`);
  expect(revived).toMatchObject({ at, list: [1, null] });
  return expect((revived as { stop(): Promise<string> }).stop()).resolves.toBe('stop 4');
});
