import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { Peer } from './peer.ts';

type Handler = ConstructorParameters<typeof Peer>[1];

/** The two ends of a Unix socket: one asks, the other serves. */
async function twoPeers(handler?: Handler): Promise<{ client: Peer; server: Peer; serverSocket: net.Socket }> {
  const path = join(await temporaryFolder(), 's');
  const listener = net.createServer().listen(path);
  await once(listener, 'listening');
  const accepted = once(listener, 'connection') as Promise<[net.Socket]>;
  const clientSocket = net.connect(path);
  const [[serverSocket]] = await Promise.all([accepted, once(clientSocket, 'connect')]);
  onTestFinished(() => {
    clientSocket.destroy();
    serverSocket.destroy();
    listener.close();
  });
  return { client: new Peer(clientSocket), server: new Peer(serverSocket, handler), serverSocket };
}

describe('a call', () => {
  test('gets what the other end returns', async () => {
    const { client } = await twoPeers(async (method, params) => ({ method, params }));
    expect(await client.call('acquire', { shape: 'three' })).toEqual({
      method: 'acquire',
      params: { shape: 'three' },
    });
  });

  test('gets its own answer, whichever comes first', async () => {
    let first: (() => void) | undefined;
    const { client } = await twoPeers(async (method) => {
      if (method === 'slow') await new Promise<void>((resolve) => (first = resolve));
      else first!();
      return method;
    });
    expect(await Promise.all([client.call('slow'), client.call('quick')])).toEqual(['slow', 'quick']);
  });

  test('may return nothing', async () => {
    const { client } = await twoPeers(async () => undefined);
    expect(await client.call('endRun')).toBeNull();
  });

  test('carries any text whole, line breaks of all kinds too', async () => {
    const { client } = await twoPeers(async (_, { text }) => text);
    const text = `one\ntwo\r\nthree\rfour\u2028five\u2029여섯 👋 ${'long '.repeat(50_000)}`;
    expect(await client.call('echo', { text })).toBe(text);
  });
});

describe('an error of the other end', () => {
  test('comes as a HarnessError with all that it says', async () => {
    const { client } = await twoPeers(async () => {
      throw new HarnessError({ code: 'JAVA_MISSING', what: 'No Java.', why: 'None.', next: 'Install it.', log: '/l' });
    });
    const error = await client.call('acquire').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toMatchObject({
      code: 'JAVA_MISSING',
      what: 'No Java.',
      why: 'None.',
      next: 'Install it.',
      log: '/l',
    });
  });

  test('that is a bug keeps the stack of the place where it happened', async () => {
    const { client } = await twoPeers(async function brokenHandler() {
      throw new TypeError('x is not a function');
    });
    await expect(client.call('acquire')).rejects.toMatchObject({
      code: 'HARNESS_BUG',
      stack: expect.stringMatching(/TypeError: x is not a function\n.*brokenHandler/),
    });
  });
});

test('events arrive in the order in which they were sent', async () => {
  const { client, server } = await twoPeers(async () => 'done');
  const seen: unknown[] = [];
  client.onEvent = (event, data) => seen.push([event, data]);
  server.event('progress', { text: 'starting' });
  server.event('progress', { text: 'ready' });
  await client.call('status'); // answered after them, on the same socket
  expect(seen).toEqual([
    ['progress', { text: 'starting' }],
    ['progress', { text: 'ready' }],
  ]);
});

describe('when the other end goes away', () => {
  test('pending calls and later ones are rejected with KEEPER_LOST, and onClose is told once', async () => {
    const { client, serverSocket } = await twoPeers(() => new Promise(() => {}));
    let closed = 0;
    client.onClose = () => closed++;
    const pending = client.call('acquire');
    serverSocket.destroy();
    await expect(pending).rejects.toMatchObject({ code: 'KEEPER_LOST' });
    await expect(client.call('acquire')).rejects.toMatchObject({ code: 'KEEPER_LOST' });
    expect(closed).toBe(1);
  });

  test('an answer that is too late is dropped without a complaint', async () => {
    let answerNow: ((value: unknown) => void) | undefined;
    const { client, server } = await twoPeers(() => new Promise((resolve) => (answerNow = resolve)));
    const gone = new Promise<void>((resolve) => {
      server.onClose = resolve;
    });
    const pending = client.call('acquire');
    await expect.poll(() => answerNow, { timeout: 4_000, interval: 2 }).toBeDefined();
    client.close();
    await gone;
    answerNow!('late');
    await expect(pending).rejects.toMatchObject({ code: 'KEEPER_LOST' });
  });
});
