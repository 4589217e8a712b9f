import { expect, test } from 'vitest';
import { kafkaVersionOf } from './container-runtime.ts';

test.each([
  ['confluentinc/cp-kafka:8.3.0', {}, '4.3'],
  ['our.registry:5000/confluentinc/cp-kafka:8.0.1', {}, '4.0'],
  ['own/cp-kafka:8.3.0', { 'kafka-labs.kafka-version': '4.3.1' }, '4.3.1'],
  ['own/broker:latest', {}, 'of own/broker:latest'],
])('the Kafka in %s %j is %s', (image, labels, version) => {
  expect(kafkaVersionOf(image, labels)).toBe(version);
});
