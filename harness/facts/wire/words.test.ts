import { describe, expect, test } from 'vitest';
import { aliasOf } from '../../history/alias.ts';
import type { PartitionFacts, WireDetails } from '../../history/events.ts';
import type { ApiName } from '../../protocol/names.ts';
import { wireWords } from './vocabulary.ts';

const told = (kind: WireDetails['kind'], api: ApiName, more: Partial<WireDetails> = {}): string =>
  wireWords({ kind, process: 'you', exchange: 1, connection: 1, broker: 1, clientId: null, api, version: 7, ...more });

const topic = 'orders.0a1b2c3d.12';
const part = (partition: number, more: Partial<PartitionFacts> = {}): PartitionFacts => ({ topic, partition, ...more });
/** Partition 0 with one record and the offset 1, partition 1 with three and the offset 5. */
const two = [part(0, { records: 1, offset: 1 }), part(1, { records: 3, offset: 5 })];
const none = [part(0, { records: 0, offset: -1 })];

test.each([
  ['orders.0a1b2c3d.12', 'orders'],
  ['shop.orders.0a1b2c3d.1', 'shop.orders'],
  ['orders', 'orders'],
  ['orders.12', 'orders.12'],
  ['orders.0A1B2C3D.12', 'orders.0A1B2C3D.12'],
  ['orders.0a1b2c3d.12.dead', 'orders.0a1b2c3d.12.dead'],
])('the alias of %s is %s', (name, alias) => {
  expect(aliasOf(name)).toBe(alias);
});

test.each<[api: ApiName, more: Partial<WireDetails>, text: string]>([
  ['Produce', { acks: -1, partitions: two }, 'sends 1 record to orders-0, 3 records to orders-1, acks all'],
  ['Produce', { acks: 1, partitions: [part(0, { records: 0 })] }, 'sends 0 records to orders-0, acks 1'],
  ['Produce', { acks: 0, partitions: [two[0]!] }, 'sends 1 record to orders-0, acks 0; no answer is asked for'],
  ['Fetch', { partitions: two }, 'fetches orders-0 from 1, orders-1 from 5'],
  ['OffsetCommit', { partitions: two }, 'commits offset 1 of orders-0, offset 5 of orders-1'],
  [
    'TxnOffsetCommit',
    { partitions: [two[1]!], transactionalId: 'copy' },
    'commits offset 5 of orders-1 within the transaction copy',
  ],
  ['EndTxn', { committed: true }, 'commits the transaction'],
  ['EndTxn', { committed: false }, 'aborts the transaction'],
  ['JoinGroup', {}, 'asks to join the group'],
  ['SyncGroup', {}, 'asks for its partitions'],
  ['LeaveGroup', {}, 'leaves the group'],
  ['JoinGroup', { instance: 'packer-1' }, 'asks to join the group as packer-1'],
  ['LeaveGroup', { instance: 'packer-1' }, 'leaves the group as packer-1'],
  ['Heartbeat', { generation: 5 }, 'sends a heartbeat'],
  ['ConsumerGroupHeartbeat', { generation: 0 }, 'asks to join the group'],
  ['ConsumerGroupHeartbeat', { generation: 5 }, 'sends a heartbeat'],
  ['ConsumerGroupHeartbeat', { generation: -1 }, 'leaves the group'],
  ['ConsumerGroupHeartbeat', { generation: -2, instance: 'packer-1' }, 'leaves the group as packer-1'],
  ['Metadata', {}, 'asks Metadata v7'],
  ['OffsetFetch', {}, 'asks OffsetFetch v7'],
])('a request %s %o is told as: %s', (api, more, text) => {
  expect(told('request', api, more)).toBe(text);
});

test.each<[api: ApiName, more: Partial<WireDetails>, text: string]>([
  ['Produce', { acks: -1, partitions: two }, 'acks all: orders-0 has it at offset 1, orders-1 has it at offset 5'],
  ['Produce', { acks: 1, partitions: [two[0]!] }, 'acks 1: orders-0 has it at offset 1'],
  ['Fetch', { partitions: [...two, ...none] }, 'gives 1 record of orders-0, 3 records of orders-1'],
  ['Fetch', { partitions: none }, 'has nothing new'],
  ['Fetch', { partitions: [] }, 'has nothing new'],
  ['OffsetCommit', { partitions: [two[1]!] }, 'offset 5 of orders-1 is committed'],
  ['OffsetFetch', { partitions: [...none, two[1]!] }, 'no offset of orders-0, offset 5 of orders-1'],
  ['JoinGroup', { generation: 4 }, 'joined: generation 4'],
  ['SyncGroup', { partitions: two }, 'gives orders-0, orders-1'],
  ['SyncGroup', { partitions: [] }, 'gives no partitions'],
  ['Heartbeat', {}, 'takes the heartbeat'],
  ['ConsumerGroupHeartbeat', {}, 'takes the heartbeat'],
  ['ConsumerGroupHeartbeat', { partitions: two }, 'gives orders-0, orders-1'],
  ['ConsumerGroupHeartbeat', { partitions: [] }, 'gives no partitions'],
  ['FindCoordinator', {}, 'answers FindCoordinator'],
])('an answer %s %o is told as: %s', (api, more, text) => {
  expect(told('answer', api, more)).toBe(text);
});

describe('a refusal', () => {
  const errors = ['ILLEGAL_GENERATION'];
  const refused = [{ ...two[0]!, error: 'ILLEGAL_GENERATION' }, two[1]!];

  test('names the parts that were refused, a commit’s with their offsets', () => {
    const text = 'refuses offset 1 of orders-0: ILLEGAL_GENERATION';
    expect(told('answer', 'OffsetCommit', { partitions: refused, errors })).toBe(text);
    expect(told('answer', 'TxnOffsetCommit', { partitions: refused, errors })).toBe(text);
    expect(told('answer', 'Produce', { partitions: refused, errors, acks: -1 })).toBe(
      'refuses Produce for orders-0: ILLEGAL_GENERATION',
    );
  });

  test('of the whole names its API, and all errors', () => {
    expect(told('answer', 'JoinGroup', { errors: ['UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR'] })).toBe(
      'refuses JoinGroup: UNKNOWN_MEMBER_ID, NOT_COORDINATOR',
    );
  });

  test('that the tap gave says so', () => {
    expect(told('answer', 'Heartbeat', { errors: ['REBALANCE_IN_PROGRESS'], injected: true })).toBe(
      'refuses Heartbeat: REBALANCE_IN_PROGRESS (injected by the tap)',
    );
  });
});

test('what is about no partition is told as about nothing', () => {
  expect(told('request', 'Fetch', { partitions: [] })).toBe('fetches nothing');
  expect(told('request', 'OffsetCommit')).toBe('commits nothing');
  expect(told('answer', 'OffsetFetch', { partitions: [] })).toBe('nothing');
});

test('thousands of records are written without separators', () => {
  expect(told('answer', 'Fetch', { partitions: [part(0, { records: 12_345 })] })).toBe(
    'gives 12345 records of orders-0',
  );
});
