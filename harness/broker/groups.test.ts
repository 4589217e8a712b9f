import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorCode } from '../protocol/apis.ts';
import { decodeRequest, encodeResponse, FrameSplitter } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { BrokerConnection } from './connection.ts';
import { committedOffsets, findCoordinator, leaveGroup } from './groups.ts';

interface FakeBroker {
  connection: BrokerConnection;
  /** What it was asked: API, version and body. */
  asked: [api: string, body: Message][];
}

/** A broker that gives this answer to whatever it is asked. */
async function answering(body: Message): Promise<FakeBroker> {
  const asked: FakeBroker['asked'] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    const frames = new FrameSplitter();
    socket.on('data', (chunk) => {
      for (const frame of frames.push(chunk)) {
        const request = decodeRequest(frame);
        asked.push([`${request.api!.name} v${request.version}`, request.body!]);
        socket.write(encodeResponse(request.api!, request.correlationId, body));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = new BrokerConnection({ host: '127.0.0.1', port: (server.address() as net.AddressInfo).port });
  onTestFinished(() => {
    connection.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { connection, asked };
}

const refused = (code: string) => expect.objectContaining({ name: 'BrokerRefusedError', code });

describe('the coordinator of a group', () => {
  test('is the node that any broker names', async () => {
    const { connection, asked } = await answering({ node_id: 3, host: 'here', port: 9092 });
    expect(await findCoordinator(connection, 'payments')).toBe(3);
    expect(asked).toEqual([['FindCoordinator v3', expect.objectContaining({ key: 'payments', key_type: 0 })]]);
  });

  test('that is not there yet is Kafka’s error, by its name', async () => {
    const { connection } = await answering({ error_code: errorCode('COORDINATOR_NOT_AVAILABLE'), node_id: -1 });
    await expect(findCoordinator(connection, 'payments')).rejects.toEqual(refused('COORDINATOR_NOT_AVAILABLE'));
  });
});

describe('the committed offsets of a group', () => {
  const part = (partition_index: number, committed_offset: bigint, error_code = 0) => ({
    partition_index,
    committed_offset,
    error_code,
  });

  test('are numbers by partition, −1 where nothing was committed', async () => {
    const partitions = [part(1, 12n), part(0, -1n)];
    const { connection, asked } = await answering({ topics: [{ name: 'orders', partitions }] });
    expect(await committedOffsets(connection, 'payments', 'orders', [0, 1])).toEqual(
      new Map([
        [0, -1],
        [1, 12],
      ]),
    );
    const topics = [expect.objectContaining({ name: 'orders', partition_indexes: [0, 1] })];
    expect(asked).toEqual([['OffsetFetch v5', expect.objectContaining({ group_id: 'payments', topics })]]);
  });

  test('of a topic that the answer leaves out are none', async () => {
    const { connection } = await answering({ topics: [] });
    expect((await committedOffsets(connection, 'payments', 'orders', [0])).size).toBe(0);
  });

  test('are refused as a whole, or for one partition', async () => {
    const whole = await answering({ error_code: errorCode('NOT_COORDINATOR') });
    await expect(committedOffsets(whole.connection, 'payments', 'orders', [0])).rejects.toEqual(
      refused('NOT_COORDINATOR'),
    );
    const partitions = [part(0, 4n), part(1, -1n, errorCode('UNSTABLE_OFFSET_COMMIT'))];
    const one = await answering({ topics: [{ name: 'orders', partitions }] });
    await expect(committedOffsets(one.connection, 'payments', 'orders', [0, 1])).rejects.toEqual(
      refused('UNSTABLE_OFFSET_COMMIT'),
    );
  });
});

describe('leaving a group in its members’ name', () => {
  const left = (member_id: string, error = 'NONE') => ({ member_id, error_code: errorCode(error) });

  test('names them all in one request', async () => {
    const { connection, asked } = await answering({ members: [left('m1'), left('m2')] });
    await leaveGroup(connection, 'payments', ['m1', 'm2']);
    const members = ['m1', 'm2'].map((member_id) => expect.objectContaining({ member_id, group_instance_id: null }));
    expect(asked).toEqual([['LeaveGroup v4', expect.objectContaining({ group_id: 'payments', members })]]);
  });

  test('asks nobody where there are none', async () => {
    const { connection, asked } = await answering({});
    await leaveGroup(connection, 'payments', []);
    expect(asked).toEqual([]);
  });

  test('succeeds for members that the group does not have: they have left', async () => {
    const { connection } = await answering({ members: [left('m1', 'UNKNOWN_MEMBER_ID'), left('m2')] });
    await expect(leaveGroup(connection, 'payments', ['m1', 'm2'])).resolves.toBeUndefined();
    const all = await answering({ error_code: errorCode('UNKNOWN_MEMBER_ID') });
    await expect(leaveGroup(all.connection, 'payments', ['m1'])).resolves.toBeUndefined();
  });

  test('is refused as a whole, or for one member', async () => {
    const whole = await answering({ error_code: errorCode('COORDINATOR_LOAD_IN_PROGRESS') });
    await expect(leaveGroup(whole.connection, 'payments', ['m1'])).rejects.toEqual(
      refused('COORDINATOR_LOAD_IN_PROGRESS'),
    );
    const one = await answering({
      members: [left('m1', 'UNKNOWN_MEMBER_ID'), left('m2', 'GROUP_AUTHORIZATION_FAILED')],
    });
    await expect(leaveGroup(one.connection, 'payments', ['m1', 'm2'])).rejects.toEqual(
      refused('GROUP_AUTHORIZATION_FAILED'),
    );
  });
});
