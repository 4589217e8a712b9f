import type { PartitionFacts, WireDetails } from '../../history/events.ts';
import { ByteReader } from '../../protocol/bytes.ts';
import type { Message } from '../../protocol/types.ts';
import { words } from '../words/words.ts';
import { type ApiEntry, at, each } from './entry.ts';
import { list } from './list.ts';
import { membership, numbered } from './reading.ts';

const joins = ({ instance }: WireDetails): string =>
  instance ? words('group.asks-to-join.as', { instance }) : words('group.asks-to-join');
const leaves = ({ instance }: WireDetails): string =>
  instance ? words('group.leaves.as', { instance }) : words('group.leaves');
const gives = (partitions: PartitionFacts[]): string =>
  partitions.length === 0 ? words('group.gives.none') : words('group.gives', { partitions: each(partitions, at) });

export const joinGroup: ApiEntry = {
  asks: joins,
  answers: ({ generation }) => words('group.joined', { generation: String(generation) }),
};

export const syncGroup: ApiEntry = {
  answer: ({ assignment }) => ({ partitions: assigned(assignment as Buffer | null) }),
  asks: () => words('group.asks-for-partitions'),
  answers: ({ partitions = [] }) => gives(partitions),
};

export const leaveGroup: ApiEntry = { asks: leaves };

export const heartbeat: ApiEntry = {
  asks: () => words('group.heartbeat'),
  answers: () => words('group.heartbeat.taken'),
};

/** The one request of the newer group protocol (KIP-848): with epoch 0 a member joins, with a negative one it leaves. */
export const consumerGroupHeartbeat: ApiEntry = {
  answer: (message, names) => {
    const given = message.assignment as Message | null; // null: as it was
    const partitions = given && list(given.topic_partitions).flatMap((topic) => numbered(topic, names));
    return { ...membership(message), ...(partitions ? { partitions } : {}) };
  },
  asks: (wire) => {
    const { generation } = wire;
    if (generation === 0) return joins(wire);
    return generation !== undefined && generation < 0 ? leaves(wire) : words('group.heartbeat');
  },
  // Without a list of partitions the member keeps those that it has.
  answers: ({ partitions }) => (partitions ? gives(partitions) : words('group.heartbeat.taken')),
};

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
