import type { PartitionFacts, WireFacts } from '../../history/events.ts';
import { errorName } from '../../protocol/apis.ts';
import type { Message, Value } from '../../protocol/types.ts';
import { list } from './list.ts';
import type { TopicNames } from './topic-names.ts';

/** A field that is a text and says something, under that name. */
export function text<Name extends string>(name: Name, value: Value | undefined): { [K in Name]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as { [K in Name]: string }) : {};
}

/** The group, the member and its generation, as any message about a group gives them. */
export function membership(message: Message): WireFacts {
  const generation = message.generation_id ?? message.generation_id_or_member_epoch ?? message.member_epoch;
  const [leaving, ...others] = list(message.members);
  const alone = others.length === 0 ? leaving : undefined;
  return {
    ...text('group', message.group_id),
    ...text('member', message.member_id ?? alone?.member_id),
    ...(typeof generation === 'number' ? { generation } : {}),
    ...text('instance', message.group_instance_id ?? message.instance_id ?? alone?.group_instance_id),
  };
}

/** The partitions of a topic that is listed with bare numbers. */
export function numbered(topic: Message, names: TopicNames): PartitionFacts[] {
  const numbers = (Array.isArray(topic.partitions) ? topic.partitions : []) as number[];
  return numbers.map((partition) => ({ topic: names.of(topic), partition }));
}

/** The partitions of a list of topics, with their errors and what `facts` reads of each. */
export function partitionsOf(
  topics: Message[],
  field: string,
  names: TopicNames,
  facts: (partition: Message) => Partial<PartitionFacts>,
): PartitionFacts[] {
  return topics.flatMap((topic) =>
    list(topic[field]).map((part) => ({
      topic: names.of(topic),
      partition: (part.partition_index ?? part.index ?? part.partition) as number,
      ...facts(part),
      ...(typeof part.error_code === 'number' && part.error_code !== 0 ? { error: errorName(part.error_code) } : {}),
    })),
  );
}

export const offsetOf = (field: string) => (part: Message) => ({ offset: Number(part[field]) });

/** Where a batch tells how many records it holds (record batch, version 2), and where it tells its length. */
const COUNT_AT = 57;
const LENGTH_AT = 8;

/** Counts the records of all batches by their headers. What a broker cut off at the end of an answer is not counted. */
export function recordsIn(batches: Buffer | null): number {
  let count = 0;
  if (!batches) return count;
  for (let at = 0; at + COUNT_AT + 4 <= batches.length; ) {
    const size = batches.readInt32BE(at + LENGTH_AT) + LENGTH_AT + 4;
    if (size < COUNT_AT + 4 || at + size > batches.length) break;
    count += batches.readInt32BE(at + COUNT_AT);
    at += size;
  }
  return count;
}

/** Kafka's names of all errors in an answer, wherever they stand. */
export function* errorsIn(value: Value): Generator<string> {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return;
  if (Array.isArray(value)) for (const item of value) yield* errorsIn(item);
  else
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'number') {
        if (inner !== 0 && name.endsWith('error_code')) yield errorName(inner);
      } else yield* errorsIn(inner);
    }
}
