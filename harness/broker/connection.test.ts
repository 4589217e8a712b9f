import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FrameSplitter } from '../protocol/frame.ts';
import { BrokerConnection, BrokerUnreachableError } from './connection.ts';
import { eventually } from './eventually.ts';

interface Asked {
  correlationId: number;
  socket: net.Socket;
}

/** A broker that does what `onRequest` says with each request of FindCoordinator v0. */
async function fakeBroker(onRequest: (asked: Asked, all: Asked[]) => void): Promise<BrokerConnection> {
  const all: Asked[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const frames = new FrameSplitter();
    socket.on('data', (chunk) => {
      for (const frame of frames.push(chunk)) {
        const asked = { correlationId: frame.readInt32BE(8), socket };
        all.push(asked);
        onRequest(asked, all);
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
  return connection;
}

/** FindCoordinator v0 answers with a node: here one whose id says which request was answered. */
function answer({ correlationId, socket }: Asked): void {
  const frame = Buffer.alloc(4 + 4 + 2 + 4 + 2 + 4);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt32BE(correlationId, 4);
  frame.writeInt32BE(correlationId * 10, 10);
  socket.write(frame);
}

const ask = (connection: BrokerConnection, timeoutMs = 5_000): Promise<number> =>
  connection.request<{ node_id: number }>('FindCoordinator', 0, { key: 'g' }, { timeoutMs }).then((a) => a.node_id);

const silent = (): void => {};

describe('a connection', () => {
  test('gives answers that come out of order to those who asked', async () => {
    const connection = await fakeBroker((_, all) => {
      if (all.length === 3) for (const asked of all.toReversed()) answer(asked);
    });
    expect(await Promise.all([ask(connection), ask(connection), ask(connection)])).toEqual([10, 20, 30]);
  });

  test('takes silence for unreachable, and says which request was not answered', async () => {
    const connection = await fakeBroker(silent);
    await expect(ask(connection, 5)).rejects.toThrow(/did not answer FindCoordinator within 5 ms/);
    await expect(ask(connection, 5)).rejects.toBeInstanceOf(BrokerUnreachableError);
  });

  test('still gives the next answer after one that came too late', async () => {
    const connection = await fakeBroker((_, all) => {
      if (all.length === 2) for (const asked of all) answer(asked);
    });
    await expect(ask(connection, 5)).rejects.toBeInstanceOf(BrokerUnreachableError);
    expect(await ask(connection)).toBe(20);
  });

  test('rejects what is pending when it is closed', async () => {
    const connection = await fakeBroker(() => connection.close());
    await expect(ask(connection)).rejects.toThrow(/127\.0\.0\.1:\d+ was left by close\(\)/);
  });

  test('rejects what is pending when the broker hangs up, and connects anew for the next request', async () => {
    const connection = await fakeBroker((asked, all) => (all.length === 1 ? asked.socket.destroy() : answer(asked)));
    await expect(ask(connection)).rejects.toBeInstanceOf(BrokerUnreachableError);
    expect(await eventually('an answer', () => ask(connection))).toBeGreaterThan(10);
  });

  test('that is closed and used again at once does not lose the new request', async () => {
    const connection = await fakeBroker((asked) => answer(asked));
    expect(await ask(connection)).toBe(10);
    connection.close();
    expect(await ask(connection)).toBe(20);
  });

  test('takes what is not Kafka’s protocol for unreachable', async () => {
    const connection = await fakeBroker(({ socket }) => socket.write(Buffer.alloc(16, 0xff)));
    await expect(ask(connection)).rejects.toThrow(/a frame of -1 bytes/);
    await expect(ask(connection)).rejects.toBeInstanceOf(BrokerUnreachableError);
  });

  test('takes a frame too short for an answer for unreachable', async () => {
    const connection = await fakeBroker(({ socket }) => socket.write(Buffer.alloc(4)));
    await expect(ask(connection)).rejects.toBeInstanceOf(BrokerUnreachableError);
  });

  test('to a port where nobody listens is refused', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, 'close');
    using connection = new BrokerConnection({ host: '127.0.0.1', port });
    await expect(ask(connection)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('refuses a version that the dumped protocol does not have', async () => {
    using connection = new BrokerConnection({ host: '127.0.0.1', port: 1 });
    await expect(connection.request('Metadata', 99, {})).rejects.toThrow('no Metadata v99');
  });
});
