import { describe, expect, test } from 'vitest';
import { Conversation } from './conversation.ts';
import { dialectOf, offerOf, readableGreeting } from './handshake.ts';
import { type Packet, packetOf } from './packets.ts';
import { err, greeting, handshakeResponse, plain } from './written-packets.ts';

const MYSQL = 1;
const COMPRESS = 1 << 5;
const SSL = 1 << 11;
const DEPRECATE_EOF = 1 << 24;
const OPTIONAL_METADATA = 1 << 25;
const ZSTD = 1 << 26;
const QUERY_ATTRIBUTES = 1 << 27;
const CACHE_METADATA = 1 << 4;
const ALL = -1;

/** What a server and a client with these capabilities come to. */
const agreed = (server: number, client: number, mariadb: [server: number, client: number] = [0, 0]) =>
  dialectOf(offerOf(greeting(server, mariadb[0]))!, handshakeResponse(client, mariadb[1]));

describe('a greeting', () => {
  test('offers neither TLS nor compression any more, and all else that it did', () => {
    const offer = offerOf(readableGreeting(greeting(ALL & ~MYSQL, CACHE_METADATA)));
    expect(offer).toEqual({ capabilities: ALL & ~MYSQL & ~SSL & ~COMPRESS & ~ZSTD, mariadb: CACHE_METADATA });
  });

  test('differs from the server’s in nothing else', () => {
    const before = greeting(SSL | COMPRESS | ZSTD | DEPRECATE_EOF);
    expect(readableGreeting(before)).toEqual(greeting(DEPRECATE_EOF));
    const plain = greeting(MYSQL | DEPRECATE_EOF);
    expect(readableGreeting(plain)).toEqual(plain);
  });

  test('that is an error is left as it is', () => {
    const refused = err(1040, 'Too many connections');
    expect(readableGreeting(refused)).toBe(refused);
    expect(offerOf(refused)).toBeUndefined();
  });
});

describe('a client and its server', () => {
  test('talk as both of them want', () => {
    expect(agreed(DEPRECATE_EOF, DEPRECATE_EOF)).toMatchObject({ hasNoEof: true });
    expect(agreed(DEPRECATE_EOF, 0)).toMatchObject({ hasNoEof: false });
    expect(agreed(0, DEPRECATE_EOF)).toMatchObject({ hasNoEof: false });
    expect(agreed(QUERY_ATTRIBUTES, QUERY_ATTRIBUTES)).toMatchObject({ hasQueryAttributes: true });
    expect(agreed(0, QUERY_ATTRIBUTES)).toMatchObject({ hasQueryAttributes: false });
  });

  test('may skip definitions by MySQL’s capability or by MariaDB’s', () => {
    expect(agreed(OPTIONAL_METADATA, OPTIONAL_METADATA)).toMatchObject({ maySkipDefinitions: true });
    expect(agreed(0, 0, [CACHE_METADATA, CACHE_METADATA])).toMatchObject({ maySkipDefinitions: true });
    expect(agreed(0, 0, [CACHE_METADATA, 0])).toMatchObject({ maySkipDefinitions: false });
    expect(agreed(0, 0, [0, CACHE_METADATA])).toMatchObject({ maySkipDefinitions: false });
  });

  test('have MariaDB’s capabilities only where neither says that it is MySQL’s', () => {
    expect(agreed(MYSQL, 0, [CACHE_METADATA, CACHE_METADATA])).toMatchObject({ maySkipDefinitions: false });
    expect(agreed(0, MYSQL, [CACHE_METADATA, CACHE_METADATA])).toMatchObject({ maySkipDefinitions: false });
  });

  test.each([SSL, COMPRESS, ZSTD])('do not talk where the client insists on capability %d', (capability) => {
    expect(agreed(0, capability)).toBe('unreadable');
  });
});

test('a client that gives up while it is greeted says only that it quits, and a later answer is read all the same', () => {
  const packet = (payload: Buffer): Packet => ({ bytes: packetOf(1, payload), payload, sequence: 1, isRest: false });
  const conversation = new Conversation();
  conversation.fromServer(packet(greeting(DEPRECATE_EOF)));
  expect(conversation.fromClient(packet(plain(1)))).toBe(true);
  expect(conversation.dialect.hasNoEof).toBe(false);
  expect(conversation.fromClient(packet(handshakeResponse(DEPRECATE_EOF)))).toBe(true);
  expect(conversation.dialect.hasNoEof).toBe(true);
});
