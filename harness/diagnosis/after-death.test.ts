import { expect, test } from 'vitest';
import { afterDeath } from './anomalies.ts';
import { at, WrittenStory } from './written-story.ts';

const topic = 'orders.0123abcd.7';

/** A worker dies; its successor reads what this says. */
function died(...read: Parameters<typeof at>[]) {
  const story = new WrittenStory();
  story.topic(topic, ['a'], ['b']);
  story.wire('answer', 'OffsetFetch', [at(0, 9, { topic }), at(1, 9, { topic })]);
  const fault = story.fault();
  const answer = story.wire(
    'answer',
    'OffsetFetch',
    read.map(([partition, offset, more]) => at(partition, offset, { topic, ...more })),
    { process: 'worker 2' },
  );
  return { story, fault, answer };
}

test('after a death the successor begins where the group is in the record’s own partition', () => {
  const { story, fault, answer } = died([0, 0], [1, 3]);
  const begins = (text: string) => [fault, { ...answer, text }];
  expect(afterDeath(story, story.record('b'))).toEqual(begins('holds offset 3 of orders-1: worker 2 begins there'));
  expect(afterDeath(story, story.record('a'))).toEqual(begins('holds offset 0 of orders-0: worker 2 begins there'));
});

test('the text is told of a copy: the event in the history stays as it was', () => {
  const { story, answer } = died([0, 0]);
  afterDeath(story, story.record('a'));
  expect(answer.text).toBe('answer');
});

test('a group that has no offset there is said to have none', () => {
  const { story } = died([0, -1]);
  expect(afterDeath(story, story.record('a'))[1]!.text).toBe('holds no offset of orders-0 for the group');
});

test('a successor that asked for another partition or topic says nothing of it', () => {
  const { story, fault } = died([0, 5], [1, 5, { topic: 'refunds' }]);
  expect(afterDeath(story, story.record('b'))).toEqual([fault]);
});

test('without a successor the fault stands alone, and without a death there is nothing', () => {
  const story = new WrittenStory(['a']);
  story.wire('answer', 'OffsetFetch', [at(0, 0)]);
  expect(afterDeath(story, story.record('a'))).toEqual([]);
  const fault = story.fault();
  expect(afterDeath(story, story.record('a'))).toEqual([fault]);
});
