import { describe, expect, test } from 'vitest';
import { committedBackwards, committedOneShort, duplicated, overlapped, reordered } from './anomalies.ts';
import { at, WrittenStory } from './written-story.ts';

describe('a record is duplicated', () => {
  test('when its effect happened again: the first time and the last prove it', () => {
    const story = new WrittenStory(['a', 'b']);
    const [, first] = story.work('a');
    story.work('b');
    story.work('a');
    const [, last] = story.work('a', 'worker 2');
    expect(duplicated(story)).toEqual([{ record: story.record('a'), proof: [first, last] }]);
  });

  test('not when it was tried again after a failure, or asked for twice and done once', () => {
    const story = new WrittenStory(['a', 'b']);
    story.effect('asked', 'a');
    story.effect('failed', 'a');
    story.work('a');
    story.effect('asked', 'b');
    story.fault();
    story.work('b', 'worker 2');
    expect(duplicated(story)).toEqual([]);
  });
});

describe('a commit is one short', () => {
  test('when it is the offset of what was worked off last', () => {
    const story = new WrittenStory(['a', 'b'], ['c', 'd']);
    story.work('a');
    story.commit([at(0, 0)]);
    const [, done] = story.work('b');
    const [, short] = story.commit([at(0, 1)]);
    story.work('c');
    story.work('d');
    story.commit([at(1, 2)]);
    expect(committedOneShort(story)).toEqual([{ record: story.record('b'), proof: [done, short] }]);
  });

  test('not when it is the offset behind it, whichever topic and partition stands beside it', () => {
    const story = new WrittenStory(['a', 'b'], ['c']);
    story.topic('refunds', ['r']);
    for (const subject of ['a', 'b', 'c', 'r']) story.work(subject);
    story.commit([at(0, 1, { topic: 'refunds' }), at(0, 2), at(1, 1)]);
    expect(committedOneShort(story)).toEqual([]);
  });

  test('not when it was made before the work: the next one has not come yet', () => {
    const story = new WrittenStory(['a', 'b']);
    story.work('a');
    story.commit([at(0, 1)]);
    story.work('b');
    expect(committedOneShort(story)).toEqual([]);
  });

  test('not when it was refused', () => {
    const story = new WrittenStory(['a']);
    story.work('a');
    story.commit([at(0, 1)]);
    story.commit([at(0, 0, { error: 'ILLEGAL_GENERATION' })]);
    expect(committedOneShort(story)).toEqual([]);
  });

  test('not where nothing was done or nothing committed', () => {
    const story = new WrittenStory(['a'], ['b']);
    story.commit([at(0, 0)]);
    story.work('b');
    expect(committedOneShort(story)).toEqual([]);
  });
});

describe('commits go backwards', () => {
  test('when one process commits less than before: both commits prove it, the highest and the lower', () => {
    const story = new WrittenStory(['a']);
    story.commit([at(0, 1)]);
    const [, high] = story.commit([at(0, 3)]);
    const [, low] = story.commit([at(0, 2)]);
    story.commit([at(0, 3)]);
    expect(committedBackwards(story)).toEqual([{ proof: [high, low] }]);
  });

  test('not across two processes, partitions or topics', () => {
    const story = new WrittenStory(['a']);
    story.commit([at(0, 3)]);
    story.commit([at(0, 1)], { process: 'worker 2' });
    story.commit([at(1, 1)]);
    story.commit([at(0, 1, { topic: 'refunds' })]);
    expect(committedBackwards(story)).toEqual([]);
  });

  test('not by the same offset again, by what was refused, or by what the tap answered', () => {
    const story = new WrittenStory(['a']);
    story.commit([at(0, 9, { error: 'ILLEGAL_GENERATION' })]);
    story.commit([at(0, 3)]);
    story.commit([at(0, 3)]);
    story.commit([at(0, 1, { error: 'COORDINATOR_LOAD_IN_PROGRESS' })]);
    story.commit([at(0, 1)], { injected: true });
    expect(committedBackwards(story)).toEqual([]);
  });
});

describe('work overlaps', () => {
  test('when a process begins with a record while an earlier one is under way, told once for each record', () => {
    const story = new WrittenStory(['a', 'b']);
    const a = story.effect('asked', 'a');
    const b = story.effect('asked', 'b');
    story.effect('asked', 'b');
    story.effect('done', 'a');
    expect(overlapped(story)).toEqual([{ record: story.record('b'), proof: [a, b] }]);
  });

  test('not across partitions, topics or processes, nor when it is a later one that is under way', () => {
    const story = new WrittenStory(['a', 'b'], ['c']);
    story.topic('refunds', ['x', 'y']);
    for (const subject of ['a', 'c', 'y', 'x']) story.effect('asked', subject);
    story.effect('asked', 'b', 'worker 2');
    expect(overlapped(story)).toEqual([]);
  });

  test('not once the earlier one was done or failed, nor by trying that again', () => {
    const story = new WrittenStory(['a', 'b']);
    story.effect('asked', 'a');
    story.effect('failed', 'a');
    story.work('a');
    story.effect('asked', 'b');
    story.effect('failed', 'b');
    story.work('b');
    expect(overlapped(story)).toEqual([]);
  });
});

describe('records are reordered', () => {
  test('when the effect of a later one happens first', () => {
    const story = new WrittenStory(['a', 'b', 'c']);
    const [, b] = story.work('b');
    const [, a] = story.work('a');
    story.work('c');
    expect(reordered(story)).toEqual([{ record: story.record('b'), proof: [b, a] }]);
  });

  test('not by being done again after a crash, by one that is never done, or across partitions', () => {
    const story = new WrittenStory(['a', 'b', 'c'], ['d']);
    story.work('d');
    story.work('a');
    story.work('c');
    story.fault();
    story.work('a', 'worker 2');
    expect(reordered(story)).toEqual([]);
  });
});
