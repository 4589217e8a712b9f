import { packetOf } from './packets.ts';
import { PayloadReader } from './payload-reader.ts';

/** The capabilities that matter to somebody in the middle (“Capabilities Flags” of MySQL, “1 - Connecting” of MariaDB). */
const CLIENT_MYSQL = 1 << 0;
const CLIENT_COMPRESS = 1 << 5;
const CLIENT_SSL = 1 << 11;
const CLIENT_DEPRECATE_EOF = 1 << 24;
const CLIENT_OPTIONAL_RESULTSET_METADATA = 1 << 25;
const CLIENT_ZSTD_COMPRESSION_ALGORITHM = 1 << 26;
const CLIENT_QUERY_ATTRIBUTES = 1 << 27;
/** Of MariaDB's further 32 bits, which both sides have only where neither says CLIENT_MYSQL: bit 36 of all. */
const MARIADB_CLIENT_CACHE_METADATA = 1 << 4;

/** Nobody in the middle can read what they make of the bytes. All others change nothing, or what `Dialect` tells of. */
const UNREADABLE = CLIENT_SSL | CLIENT_COMPRESS | CLIENT_ZSTD_COMPRESSION_ALGORITHM;

const PROTOCOL_VERSION = 10;
/** ER_HANDSHAKE_ERROR and its SQL state. */
const BAD_HANDSHAKE = 1043;
const NOT_READABLE = '#08S01the lane to this database speaks neither TLS nor compression: connect without them';

/** In which form a client and its server agreed to talk. */
export interface Dialect {
  /** A result's rows follow its column definitions at once, and end with an OK packet instead of an EOF packet. */
  hasNoEof: boolean;
  /** A result's column count is followed by a byte that says whether its definitions are sent or skipped. */
  maySkipDefinitions: boolean;
  /** COM_QUERY carries attributes before its SQL. */
  hasQueryAttributes: boolean;
}

interface Offer {
  capabilities: number;
  mariadb: number;
}

/** The capabilities in a server's greeting (HandshakeV10); undefined where it is none, such as “too many connections”. */
function placesIn(greeting: Buffer): { low: number; high: number; mariadb: number } | undefined {
  if (greeting[0] !== PROTOCOL_VERSION) return undefined;
  // the version's text and its zero, the connection's id, the first 8 bytes of the scramble, a zero
  const low = greeting.indexOf(0, 1) + 1 + 4 + 8 + 1;
  // the character set and the status stand between; after it, the scramble's length and 6 bytes of filler
  const high = low + 2 + 1 + 2;
  return { low, high, mariadb: high + 2 + 1 + 6 };
}

export function offerOf(greeting: Buffer): Offer | undefined {
  const at = placesIn(greeting);
  if (!at) return undefined;
  const capabilities = greeting.readUInt16LE(at.low) | (greeting.readUInt16LE(at.high) << 16);
  return { capabilities, mariadb: capabilities & CLIENT_MYSQL ? 0 : greeting.readInt32LE(at.mariadb) };
}

/**
 * The same greeting without TLS and compression, so that no client asks for them: there is no other way to read what is
 * said. A payload that is no greeting is returned as it is.
 */
export function readableGreeting(greeting: Buffer): Buffer {
  const at = placesIn(greeting);
  if (!at) return greeting;
  const changed = Buffer.from(greeting);
  changed.writeUInt16LE(changed.readUInt16LE(at.low) & ~UNREADABLE & 0xffff, at.low);
  changed.writeUInt16LE(changed.readUInt16LE(at.high) & (~UNREADABLE >>> 16), at.high);
  return changed;
}

/** The fields of HandshakeResponse41 that every client sends: capabilities, the longest packet, the character set, filler. */
const RESPONSE_AT_LEAST = 4 + 4 + 1 + 23;

/** Whether a client's packet can be its answer to the greeting. A client that gives up meanwhile says only that it quits. */
export const isResponse = (payload: Buffer): boolean => payload.length >= RESPONSE_AT_LEAST;

/**
 * What both sides agreed on, given the client's first packet (HandshakeResponse41). `unreadable` where the client asks
 * for TLS or compression though nobody offered them.
 */
export function dialectOf({ capabilities, mariadb }: Offer, response: Buffer): Dialect | 'unreadable' {
  const from = new PayloadReader(response);
  const asked = from.integer(4) | 0;
  if (asked & UNREADABLE) return 'unreadable';
  const agreed = asked & capabilities;
  // the longest packet, the character set, 19 bytes of filler
  from.skip(4 + 1 + 19);
  const agreedMariadb = asked & CLIENT_MYSQL ? 0 : (from.integer(4) | 0) & mariadb;
  return {
    hasNoEof: (agreed & CLIENT_DEPRECATE_EOF) !== 0,
    maySkipDefinitions:
      (agreed & CLIENT_OPTIONAL_RESULTSET_METADATA) !== 0 || (agreedMariadb & MARIADB_CLIENT_CACHE_METADATA) !== 0,
    hasQueryAttributes: (agreed & CLIENT_QUERY_ATTRIBUTES) !== 0,
  };
}

/** The packet that tells such a client why it is not let in. */
export function refusalOfUnreadable(sequence: number): Buffer {
  const header = Buffer.from([0xff, BAD_HANDSHAKE & 0xff, BAD_HANDSHAKE >> 8]);
  return packetOf(sequence, Buffer.concat([header, Buffer.from(NOT_READABLE)]));
}
