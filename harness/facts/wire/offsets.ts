import type { PartitionFacts } from '../../history/events.ts';
import type { Message } from '../../protocol/types.ts';
import { words } from '../words/words.ts';
import { type ApiEntry, at, each } from './entry.ts';
import { list } from './list.ts';
import { offsetOf, partitionsOf } from './reading.ts';
import type { TopicNames } from './topic-names.ts';

const offset = (each: PartitionFacts): string => words('offset.each', { offset: String(each.offset), at: at(each) });

/** The facts of a commit, within a transaction or not. An answer names the partitions; the proxy adds the offsets asked for. */
const commit = {
  request: ({ topics }: Message, names: TopicNames) => ({
    partitions: partitionsOf(list(topics), 'partitions', names, offsetOf('committed_offset')),
  }),
  answer: ({ topics }: Message, names: TopicNames) => ({
    partitions: partitionsOf(list(topics), 'partitions', names, () => ({})),
  }),
  refuses: offset,
} satisfies ApiEntry;

export const offsetCommit: ApiEntry = {
  ...commit,
  asks: ({ partitions }) => words('commit.asks', { offsets: each(partitions, offset) }),
  answers: ({ partitions }) => words('commit.answers', { offsets: each(partitions, offset) }),
};

export const txnOffsetCommit: ApiEntry = {
  ...commit,
  asks: ({ partitions, transactionalId }) =>
    words('commit.asks.transaction', { offsets: each(partitions, offset), transaction: transactionalId }),
};

export const offsetFetch: ApiEntry = {
  answer: ({ topics, groups }, names) => {
    const all = [...list(topics), ...list(groups).flatMap((group) => list(group.topics))];
    return { partitions: partitionsOf(all, 'partitions', names, offsetOf('committed_offset')) };
  },
  answers: ({ partitions }) =>
    each(partitions, (each) => (each.offset === -1 ? words('offset.each.none', { at: at(each) }) : offset(each))),
};

export const endTxn: ApiEntry = {
  request: ({ committed }) => (typeof committed === 'boolean' ? { committed } : {}),
  asks: ({ committed }) => words(committed ? 'transaction.commits' : 'transaction.aborts'),
};
