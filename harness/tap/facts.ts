import type { PartitionFacts, WireFacts } from '../history/events.ts';
import { errorName } from '../protocol/apis.ts';
import { ByteReader } from '../protocol/bytes.ts';
import type { Message, Value } from '../protocol/types.ts';

/** Topics that a message names by id only; learned from Metadata answers. */
export class TopicNames {
  readonly #names = new Map<string, string>();

  learn(metadata: Message): void {
    for (const { topic_id, name } of list(metadata.topics))
      if (typeof topic_id === 'string' && typeof name === 'string') this.#names.set(topic_id, name);
  }

  /** The topic's name, however the message gives it; its id while nobody has told the name. */
  of({ name, topic, topic_id }: Message): string {
    if (typeof name === 'string') return name;
    if (typeof topic === 'string') return topic;
    return this.#names.get(String(topic_id)) ?? `id ${topic_id}`;
  }
}

/** The fields of a request that matter for what a client does. */
export function requestFacts(api: string, request: Message, names: TopicNames): WireFacts {
  switch (api) {
    case 'Produce':
      return {
        ...text('transactionalId', request.transactional_id),
        acks: request.acks as number,
        partitions: parts(list(request.topic_data), 'partition_data', names, ({ records }) => ({
          records: recordsIn(records as Buffer | null),
        })),
      };
    case 'Fetch':
      return { partitions: parts(list(request.topics), 'partitions', names, offsetOf('fetch_offset')) };
    case 'OffsetCommit':
    case 'TxnOffsetCommit':
      return {
        ...membership(request),
        ...text('transactionalId', request.transactional_id),
        partitions: parts(list(request.topics), 'partitions', names, offsetOf('committed_offset')),
      };
    default:
      return {
        ...membership(request),
        ...text('transactionalId', request.transactional_id),
        ...(typeof request.committed === 'boolean' ? { committed: request.committed } : {}),
      };
  }
}

/** The fields of an answer that matter; the errors of its parts stand both with the part and in `errors`. */
export function answerFacts(api: string, answer: Message, names: TopicNames): WireFacts {
  const errors = [...errorsIn(answer)];
  const failed = errors.length > 0 ? { errors: [...new Set(errors)] } : {};
  switch (api) {
    case 'Metadata':
      names.learn(answer);
      return failed;
    case 'Produce':
      return {
        ...failed,
        partitions: parts(list(answer.responses), 'partition_responses', names, offsetOf('base_offset')),
      };
    case 'Fetch':
      return {
        ...failed,
        partitions: parts(list(answer.responses), 'partitions', names, ({ records }) => ({
          records: recordsIn(records as Buffer | null),
        })),
      };
    case 'OffsetCommit':
    case 'TxnOffsetCommit':
      return { ...failed, partitions: parts(list(answer.topics), 'partitions', names, () => ({})) };
    case 'OffsetFetch': {
      const topics = [...list(answer.topics), ...list(answer.groups).flatMap((group) => list(group.topics))];
      return { ...failed, partitions: parts(topics, 'partitions', names, offsetOf('committed_offset')) };
    }
    case 'SyncGroup':
      return { ...failed, partitions: assigned(answer.assignment as Buffer | null) };
    case 'ConsumerGroupHeartbeat': {
      const given = answer.assignment as Message | null; // null: as it was
      const partitions = given && list(given.topic_partitions).flatMap((topic) => numbered(topic, names));
      return { ...failed, ...membership(answer), ...(partitions ? { partitions } : {}) };
    }
    default:
      return { ...failed, ...membership(answer) };
  }
}

const list = (value: Value | undefined): Message[] => (Array.isArray(value) ? (value as Message[]) : []);

function text<Name extends string>(name: Name, value: Value | undefined): { [K in Name]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as { [K in Name]: string }) : {};
}

function membership(message: Message): WireFacts {
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
function numbered(topic: Message, names: TopicNames): PartitionFacts[] {
  const numbers = (Array.isArray(topic.partitions) ? topic.partitions : []) as number[];
  return numbers.map((partition) => ({ topic: names.of(topic), partition }));
}

function parts(
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

const offsetOf = (field: string) => (part: Message) => ({ offset: Number(part[field]) });

/** The partitions in a member's assignment, in the form that the classic consumer protocol gives it (ConsumerProtocolAssignment). */
function assigned(assignment: Buffer | null): PartitionFacts[] {
  if (!assignment || assignment.length === 0) return [];
  try {
    const from = new ByteReader(assignment, 2);
    const topics = Array.from({ length: from.int32() }, () => ({
      topic: from.take(from.int16()).toString(),
      numbers: Array.from({ length: from.int32() }, () => from.int32()),
    }));
    return topics.flatMap(({ topic, numbers }) => numbers.map((partition) => ({ topic, partition })));
  } catch {
    return []; // a client may assign in a form of its own
  }
}

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

function* errorsIn(value: Value): Generator<string> {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return;
  if (Array.isArray(value)) for (const item of value) yield* errorsIn(item);
  else
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'number') {
        if (inner !== 0 && name.endsWith('error_code')) yield errorName(inner);
      } else yield* errorsIn(inner);
    }
}
