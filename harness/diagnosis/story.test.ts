import { describe, expect, test } from 'vitest';
import { commitsOf, covers, databaseOf, effectsOf, firstDone, type WireEvent, wireOf } from './story.ts';
import { at, WrittenStory } from './written-story.ts';

describe('a story tells', () => {
  test('its effects, all or those about one subject, in order', () => {
    const story = new WrittenStory(['a', 'b']);
    const a = story.work('a');
    story.commit([at(0, 1)]);
    const b = story.work('b');
    expect(effectsOf(story)).toEqual([...a, ...b]);
    expect(effectsOf(story, 'b')).toEqual(b);
    expect(effectsOf(story, 'c')).toEqual([]);
  });

  test('its requests and answers by their API', () => {
    const story = new WrittenStory(['a']);
    const fetch = story.wire('request', 'Fetch', [at(0, 0)]);
    const [request, answer] = story.commit([at(0, 1)]);
    expect(wireOf(story, 'request', 'OffsetCommit')).toEqual([request]);
    expect(wireOf(story, 'answer', 'OffsetCommit')).toEqual([answer]);
    expect(wireOf(story, 'request', 'Fetch')).toEqual([fetch]);
    expect(wireOf(story, 'answer', 'Fetch')).toEqual([]);
  });

  test('its commands to a database and their replies, all or those with one verb', () => {
    const story = new WrittenStory(['a']);
    const [begin, began] = story.command('BEGIN');
    story.commit([at(0, 1)]);
    const [insert, inserted] = story.command('INSERT', { rows: 1 });
    expect(databaseOf(story, 'command')).toEqual([begin, insert]);
    expect(databaseOf(story, 'reply')).toEqual([began, inserted]);
    expect(databaseOf(story, 'reply', 'INSERT')).toEqual([inserted]);
    expect(databaseOf(story, 'command', 'COMMIT')).toEqual([]);
  });

  test('its commits by what brokers answered: what the tap made up is none', () => {
    const story = new WrittenStory(['a']);
    story.commit([at(0, 1, { error: 'ILLEGAL_GENERATION' })], { injected: true });
    const [, answer] = story.commit([at(0, 1)]);
    expect(commitsOf(story)).toEqual([answer]);
  });

  test('when an effect happened first', () => {
    const story = new WrittenStory(['a', 'b']);
    story.effect('asked', 'a');
    story.effect('failed', 'a');
    const [, first] = story.work('a');
    story.work('a', 'worker 2');
    story.effect('asked', 'b');
    expect(firstDone(story, story.record('a'))).toBe(first);
    expect(firstDone(story, story.record('b'))).toBeUndefined();
  });
});

describe('a commit', () => {
  const covered = (partitions: Parameters<typeof at>[]): string[] => {
    const story = new WrittenStory(['a', 'b'], ['c']);
    story.topic('refunds', ['r']);
    const [, answer] = story.commit(partitions.map((part) => at(...part)));
    return story.records.filter((record) => covers(answer as WireEvent, record)).map(({ subject }) => subject);
  };

  test('covers the records before its offset, the one at it not', () => {
    expect(covered([[0, 1]])).toEqual(['a']);
    expect(covered([[0, 2]])).toEqual(['a', 'b']);
    expect(covered([[0, 0]])).toEqual([]);
  });

  test('covers the records of its partition and its topic only', () => {
    expect(covered([[1, 5]])).toEqual(['c']);
    expect(covered([[0, 5, { topic: 'refunds' }]])).toEqual(['r']);
  });

  test('that was refused covers nothing, though another part of it was taken', () => {
    expect(
      covered([
        [0, 2, { error: 'ILLEGAL_GENERATION' }],
        [1, 1],
      ]),
    ).toEqual(['c']);
  });

  test('that tells no offsets covers nothing', () => {
    const story = new WrittenStory(['a']);
    const answer = story.wire('answer', 'OffsetCommit', [{ topic: 'orders', partition: 0 }]);
    expect(covers(answer as WireEvent, story.record('a'))).toBe(false);
    const bare = story.wire('answer', 'OffsetCommit', [], { partitions: undefined as never });
    expect(covers(bare as WireEvent, story.record('a'))).toBe(false);
  });
});
