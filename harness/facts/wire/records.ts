import type { PartitionFacts } from '../../history/events.ts';
import { words } from '../words/words.ts';
import { type ApiEntry, at, each } from './entry.ts';
import { list } from './list.ts';
import { offsetOf, partitionsOf, recordsIn } from './reading.ts';

const acksName = (acks: number | undefined) => (acks === -1 ? 'all' : String(acks));

/** How many records, as a number for the plural, and as it is written: without separators. */
const countOf = ({ records = 0 }: PartitionFacts) => ({ records, count: String(records) });

export const produce: ApiEntry = {
  request: ({ acks, topic_data }, names) => ({
    acks: acks as number,
    partitions: partitionsOf(list(topic_data), 'partition_data', names, ({ records }) => ({
      records: recordsIn(records as Buffer | null),
    })),
  }),
  answer: ({ responses }, names) => ({
    partitions: partitionsOf(list(responses), 'partition_responses', names, offsetOf('base_offset')),
  }),
  asks: ({ acks, partitions }) =>
    words(acks === 0 ? 'produce.asks.unanswered' : 'produce.asks', {
      acks: acksName(acks),
      records: each(partitions, (each) => words('produce.asks.each', { ...countOf(each), at: at(each) })),
    }),
  answers: ({ acks, partitions }) =>
    words('produce.answers', {
      acks: acksName(acks),
      partitions: each(partitions, (each) =>
        words('produce.answers.each', { at: at(each), offset: String(each.offset) }),
      ),
    }),
};

export const fetch: ApiEntry = {
  request: ({ topics }, names) => ({
    partitions: partitionsOf(list(topics), 'partitions', names, offsetOf('fetch_offset')),
  }),
  answer: ({ responses }, names) => ({
    partitions: partitionsOf(list(responses), 'partitions', names, ({ records }) => ({
      records: recordsIn(records as Buffer | null),
    })),
  }),
  asks: ({ partitions }) =>
    words('fetch.asks', {
      partitions: each(partitions, (each) => words('fetch.asks.each', { at: at(each), offset: String(each.offset) })),
    }),
  answers: ({ partitions = [] }) => {
    const full = partitions.filter(({ records }) => records);
    if (full.length === 0) return words('fetch.answers.none');
    return words('fetch.answers', {
      partitions: each(full, (each) => words('fetch.answers.each', { ...countOf(each), at: at(each) })),
    });
  },
};
