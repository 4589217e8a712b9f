import { describe, expect, test } from 'vitest';
import {
  committedBeforeWork,
  committedFailedWork,
  committedForAllPartitions,
  committedUnfinishedWork,
  lost,
} from './anomalies.ts';
import { at, WrittenStory } from './written-story.ts';

describe('a record is lost', () => {
  test('when a commit moved past it and its effect never happened: begun, committed, dead, and read on from there', () => {
    const story = new WrittenStory(['a', 'b']);
    const asked = story.effect('asked', 'a');
    const [, commit] = story.commit([at(0, 1)]);
    const fault = story.fault();
    const read = story.wire('answer', 'OffsetFetch', [at(0, 1)], { process: 'worker 2' });
    const begins = { ...read, text: 'holds offset 1 of orders-0: worker 2 begins there' };
    story.work('b', 'worker 2');
    story.commit([at(0, 2)], { process: 'worker 2' });
    expect(lost(story)).toEqual([{ record: story.record('a'), proof: [asked, commit, fault, begins] }]);
  });

  test('also where nobody began with it, died or read offsets', () => {
    const story = new WrittenStory(['a'], ['b']);
    story.wire('answer', 'OffsetFetch', [at(0, -1)]);
    const [, commit] = story.commit([at(1, 1)]);
    expect(lost(story)).toEqual([{ record: story.record('b'), proof: [commit] }]);
    const fault = story.fault();
    expect(lost(story)).toEqual([{ record: story.record('b'), proof: [commit, fault] }]);
  });

  test('not when it was done, before the commit or after it, by anybody', () => {
    const story = new WrittenStory(['a', 'b']);
    story.work('a');
    story.commit([at(0, 2)]);
    story.work('b', 'worker 2');
    expect(lost(story)).toEqual([]);
  });

  test('not by a commit that was refused, that the tap answered, or that nobody answered', () => {
    const story = new WrittenStory(['a']);
    story.commit([at(0, 1, { error: 'ILLEGAL_GENERATION' })]);
    story.commit([at(0, 1)], { injected: true });
    story.wire('request', 'OffsetCommit', [at(0, 1)]);
    expect(lost(story)).toEqual([]);
  });

  test('not by a commit of another partition or topic, or of its own offset', () => {
    const story = new WrittenStory(['a'], []);
    story.commit([at(0, 0), at(1, 9), at(0, 9, { topic: 'refunds' })]);
    expect(lost(story)).toEqual([]);
  });
});

describe('a commit goes before work', () => {
  test('that begins later', () => {
    const story = new WrittenStory(['a']);
    const [request] = story.commit([at(0, 1)]);
    const [asked] = story.work('a');
    expect(committedBeforeWork(story)).toEqual([{ record: story.record('a'), proof: [request, asked] }]);
  });

  test('that never begins, whatever was answered', () => {
    const story = new WrittenStory(['a', 'b']);
    story.work('a');
    const [request] = story.commit([at(0, 2, { error: 'ILLEGAL_GENERATION' })]);
    expect(committedBeforeWork(story)).toEqual([{ record: story.record('b'), proof: [request] }]);
  });

  test('not where work has begun, by this process or one before it', () => {
    const story = new WrittenStory(['a', 'b']);
    story.effect('asked', 'a');
    story.commit([at(0, 1)]);
    story.work('b');
    story.fault();
    story.commit([at(0, 2)], { process: 'worker 2' });
    expect(committedBeforeWork(story)).toEqual([]);
  });
});

describe('a commit covers unfinished work', () => {
  test('that is under way, or is done later', () => {
    const story = new WrittenStory(['a', 'b']);
    const a = story.effect('asked', 'a');
    const b = story.effect('asked', 'b');
    const [request] = story.commit([at(0, 2)]);
    story.effect('done', 'b');
    expect(committedUnfinishedWork(story)).toEqual([
      { record: story.record('a'), proof: [a, request] },
      { record: story.record('b'), proof: [b, request] },
    ]);
  });

  test('not once it was done or failed, and not while it has not begun', () => {
    const story = new WrittenStory(['a', 'b', 'c']);
    story.work('a');
    story.effect('asked', 'b');
    story.effect('failed', 'b');
    story.commit([at(0, 3)]);
    story.effect('asked', 'c');
    story.commit([at(0, 3)]);
    expect(committedUnfinishedWork(story)).toEqual([]);
  });
});

describe('a commit covers failed work', () => {
  test('that nobody did again', () => {
    const story = new WrittenStory(['a']);
    story.effect('asked', 'a');
    const failed = story.effect('failed', 'a');
    const [, commit] = story.commit([at(0, 1)]);
    expect(committedFailedWork(story)).toEqual([{ record: story.record('a'), proof: [failed, commit] }]);
  });

  test('not where a later try succeeded, the commit was before the failure, or it was refused', () => {
    const story = new WrittenStory(['a', 'b', 'c']);
    story.commit([at(0, 2)]);
    for (const subject of ['a', 'b', 'c']) story.effect('failed', subject);
    story.work('a');
    story.commit([at(0, 1)]);
    story.commit([at(0, 3, { error: 'UNKNOWN_MEMBER_ID' })]);
    expect(committedFailedWork(story)).toEqual([]);
  });
});

describe('one offset is committed for all partitions', () => {
  test('though in one of them nobody had begun', () => {
    const story = new WrittenStory(['a'], ['b', 'c']);
    story.work('b');
    const [request] = story.commit([at(0, 1), at(1, 1)]);
    const [asked] = story.work('a');
    expect(committedForAllPartitions(story)).toEqual([{ record: story.record('a'), proof: [request, asked] }]);
  });

  test('not where the same offset is right for both, where offsets differ, or for one partition alone', () => {
    const same = new WrittenStory(['a'], ['b']);
    for (const subject of ['a', 'b']) same.work(subject);
    same.commit([at(0, 1), at(1, 1)]);
    const different = new WrittenStory(['a'], ['b', 'c']);
    different.commit([at(0, 1), at(1, 2)]);
    const alone = new WrittenStory(['a'], ['b']);
    alone.commit([at(0, 1)]);
    for (const story of [same, different, alone]) expect(committedForAllPartitions(story)).toEqual([]);
  });
});
