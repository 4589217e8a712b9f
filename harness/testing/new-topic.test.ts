import { expect, test } from 'vitest';
import { LearnerError } from './learner-error.ts';
import { untilCreated } from './new-topic.ts';

const error = (type?: string) => new LearnerError({ name: 'KafkaJSProtocolError', message: 'x', stack: '', type });
const there = { partitions: async () => [{ partition: 0, leader: 1, replicas: [1], inSync: [1], error: '' }] };
const missing = { partitions: async () => [] };

test('a topic that a broker had not heard of yet says nothing about the program', async () => {
  const tooNew = error('UNKNOWN_TOPIC_OR_PARTITION');
  await expect(untilCreated(Promise.reject(tooNew), there)).rejects.toThrow(/not heard of the new topic/);
});

test('a broker that is late by more than one look is waited for', async () => {
  let looks = 0;
  const late = { partitions: async () => (++looks < 3 ? [] : there.partitions()) };
  const tooNew = error('UNKNOWN_TOPIC_OR_PARTITION');
  await expect(untilCreated(Promise.reject(tooNew), late)).rejects.toThrow(/not heard of the new topic/);
});

test('where nobody made the topic, or the error is another, it is the program’s own', async () => {
  const never = error('UNKNOWN_TOPIC_OR_PARTITION');
  await expect(untilCreated(Promise.reject(never), missing, { withinMs: 100 })).rejects.toBe(never);
  const own = error();
  await expect(untilCreated(Promise.reject(own), there)).rejects.toBe(own);
});

test('what a call gives is given on', async () => {
  await expect(untilCreated(Promise.resolve(3), there)).resolves.toBe(3);
});
