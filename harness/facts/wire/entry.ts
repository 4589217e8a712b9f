import { aliasOf } from '../../history/alias.ts';
import type { PartitionFacts, WireDetails, WireFacts } from '../../history/events.ts';
import type { Message } from '../../protocol/types.ts';
import { words } from '../words/words.ts';
import type { TopicNames } from './topic-names.ts';

/** All that the course knows of one API: which facts its messages hold, and how a person is told of them. */
export interface ApiEntry {
  /** The fields of a request that matter for what a client does, besides its group and transaction. */
  request?(message: Message, names: TopicNames): WireFacts;
  /** The fields of an answer that matter, besides its errors. */
  answer?(message: Message, names: TopicNames): WireFacts;
  /** A request in words, where there is more to say than its API. */
  asks?(wire: WireDetails): string;
  /** An answer without errors in words. */
  answers?(wire: WireDetails): string;
  /** What of a partition an answer with errors refuses. */
  refuses?(partition: PartitionFacts): string;
}

/** How people call a partition: `orders-0`. */
export const at = ({ topic, partition }: PartitionFacts): string => `${aliasOf(topic)}-${partition}`;

/** What is to be said of each partition, in a row. */
export function each(partitions: readonly PartitionFacts[] = [], tell: (facts: PartitionFacts) => string): string {
  return partitions.length === 0 ? words('nothing') : partitions.map(tell).join(', ');
}
