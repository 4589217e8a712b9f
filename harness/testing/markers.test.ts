import { expect, test } from 'vitest';
import { isMarker } from '../learner-host/messages.ts';
import { databaseOptions, effect, kafkaClient } from './markers.ts';

test('a Kafka client is asked for without brokers: those of the process’s own lane are filled in', () => {
  expect(kafkaClient()).toEqual({ $marker: 'kafka', brokers: [], clientId: 'shop' });
  expect(kafkaClient({ clientId: 'till', requestTimeoutMs: 500 })).toEqual({
    $marker: 'kafka',
    brokers: [],
    clientId: 'till',
    requestTimeoutMs: 500,
  });
});

test('an effect is asked for by its name', () => {
  expect(effect('charge')).toEqual({ $marker: 'effect', name: 'charge' });
});

test('a marker is told from data', () => {
  expect([effect('charge'), kafkaClient(), databaseOptions({ schema: 'shop' })].every(isMarker)).toBe(true);
  expect([{ name: 'charge' }, null, undefined, '$marker', 7].some(isMarker)).toBe(false);
});
