import { errorName } from '../protocol/apis.ts';
import type { BrokerConnection } from './connection.ts';
import { throwIfRefused } from './log.ts';

interface FindCoordinatorAnswer {
  error_code: number;
  node_id: number;
}

const KEY_TYPES = { group: 0, 'transactional id': 1 } as const;

/** The id of the broker that coordinates a group, or a transactional id. Throws BrokerRefusedError while there is none yet. */
export async function findCoordinator(
  connection: BrokerConnection,
  key: string,
  of: keyof typeof KEY_TYPES = 'group',
): Promise<number> {
  const body = { key, key_type: KEY_TYPES[of] };
  const answer = await connection.request<FindCoordinatorAnswer>('FindCoordinator', 3, body);
  throwIfRefused(`coordinator of ${key}`, answer.error_code);
  return answer.node_id;
}

interface OffsetFetchAnswer {
  error_code: number;
  topics: { name: string; partitions: { partition_index: number; committed_offset: bigint; error_code: number }[] }[];
}

/** A group's committed offsets, the next to read; −1 where nothing was committed. Only the coordinator answers. */
export async function committedOffsets(
  coordinator: BrokerConnection,
  group: string,
  topic: string,
  partitions: readonly number[],
): Promise<Map<number, number>> {
  const answer = await coordinator.request<OffsetFetchAnswer>('OffsetFetch', 5, {
    group_id: group,
    topics: [{ name: topic, partition_indexes: [...partitions] }],
  });
  const failed = [answer, ...(answer.topics[0]?.partitions ?? [])].find(({ error_code }) => error_code !== 0);
  throwIfRefused(`committed offsets of ${group}`, failed?.error_code ?? 0);
  return new Map(
    (answer.topics[0]?.partitions ?? []).map((part) => [part.partition_index, Number(part.committed_offset)]),
  );
}

interface LeaveGroupAnswer {
  error_code: number;
  members: { member_id: string; error_code: number }[];
}

/** Leaves a group in its members' name (KIP-345). A member that the group does not have is no error: it has left. */
export async function leaveGroup(
  coordinator: BrokerConnection,
  group: string,
  members: readonly string[],
): Promise<void> {
  if (members.length === 0) return;
  const answer = await coordinator.request<LeaveGroupAnswer>('LeaveGroup', 4, {
    group_id: group,
    members: members.map((member_id) => ({ member_id, group_instance_id: null })),
  });
  const failed = [answer, ...answer.members].find(
    ({ error_code }) => error_code !== 0 && errorName(error_code) !== 'UNKNOWN_MEMBER_ID',
  );
  throwIfRefused(`leave ${group}`, failed?.error_code ?? 0);
}

/** The groups that this broker coordinates and whose name begins so. */
export async function listGroups(connection: BrokerConnection, prefix: string): Promise<string[]> {
  const body = { states_filter: [], types_filter: [] };
  const { groups } = await connection.request<{ groups: { group_id: string }[] }>('ListGroups', 5, body);
  return groups.map(({ group_id }) => group_id).filter((group) => group.startsWith(prefix));
}

interface DescribeGroupsAnswer {
  groups: { members: { member_id: string }[] }[];
}

/** The members of a group of the classic protocol; none of any other. Only the coordinator answers. */
export async function listMembers(coordinator: BrokerConnection, group: string): Promise<string[]> {
  const body = { groups: [group], include_authorized_operations: false };
  const { groups } = await coordinator.request<DescribeGroupsAnswer>('DescribeGroups', 5, body);
  return (groups[0]?.members ?? []).map(({ member_id }) => member_id);
}

/** Deletes groups, with their offsets. One that still has members stays; only the coordinator answers. */
export async function deleteGroups(coordinator: BrokerConnection, groups: readonly string[]): Promise<void> {
  if (groups.length > 0) await coordinator.request('DeleteGroups', 2, { groups_names: [...groups] });
}
