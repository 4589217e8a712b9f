import { packetOf } from './packets.ts';

/** For unit tests: payloads as a server writes them. */
const int = (value: number, bytes: number): Buffer => {
  const to = Buffer.alloc(bytes);
  to.writeUIntLE(value, 0, bytes);
  return to;
};

/** A length-encoded integer, in its shortest form. */
export const encoded = (value: number): Buffer => {
  if (value < 0xfb) return int(value, 1);
  if (value <= 0xffff) return Buffer.concat([int(0xfc, 1), int(value, 2)]);
  if (value <= 0xffffff) return Buffer.concat([int(0xfd, 1), int(value, 3)]);
  return Buffer.concat([int(0xfe, 1), int(value, 6), int(0, 2)]);
};

export const text = (value: string): Buffer => Buffer.concat([encoded(Buffer.byteLength(value)), Buffer.from(value)]);

export const MORE_RESULTS = 0x0008;
export const CURSOR_EXISTS = 0x0040;

export const ok = (rows = 0, status = 0): Buffer =>
  Buffer.concat([int(0, 1), encoded(rows), encoded(0), int(status, 2), int(0, 2)]);
/** What ends rows where both sides agreed on CLIENT_DEPRECATE_EOF. */
export const okForEof = (status = 0): Buffer => Buffer.concat([int(0xfe, 1), ok(0, status).subarray(1)]);
export const eof = (status = 0): Buffer => Buffer.concat([int(0xfe, 1), int(0, 2), int(status, 2)]);
export const err = (code: number, message: string): Buffer =>
  Buffer.concat([int(0xff, 1), int(code, 2), Buffer.from(`#HY000${message}`)]);
export const columnCount = (count: number, follows?: 0 | 1): Buffer =>
  follows === undefined ? encoded(count) : Buffer.concat([encoded(count), int(follows, 1)]);
export const definition = (name: string): Buffer =>
  Buffer.concat([text('def'), text(''), text(name), Buffer.alloc(20)]);
export const row = (...values: string[]): Buffer => Buffer.concat(values.map(text));
export const binaryRow = (value: number): Buffer => Buffer.concat([int(0, 2), int(value, 4)]);
export const prepareOk = (id: number, columns: number, parameters: number, follows?: 0 | 1): Buffer =>
  Buffer.concat([
    ...[int(0, 1), int(id, 4), int(columns, 2), int(parameters, 2), int(0, 1), int(0, 2)],
    ...(follows === undefined ? [] : [int(follows, 1)]),
  ]);
export const localInfile = (name: string): Buffer => Buffer.concat([int(0xfb, 1), Buffer.from(name)]);

/** A greeting with these capabilities; `mariadb` are the further 32 bits, which a server has that does not say CLIENT_MYSQL. */
export const greeting = (capabilities: number, mariadb = 0): Buffer =>
  Buffer.concat([
    ...[int(10, 1), Buffer.from('11.4.5-MariaDB\0'), int(7, 4), Buffer.alloc(8, 's'), int(0, 1)],
    ...[int(capabilities & 0xffff, 2), int(45, 1), int(2, 2), int(capabilities >>> 16, 2), int(21, 1)],
    ...[Buffer.alloc(6), int(mariadb >>> 0, 4), Buffer.alloc(12, 't'), Buffer.from('\0mysql_native_password\0')],
  ]);
export const handshakeResponse = (capabilities: number, mariadb = 0): Buffer =>
  Buffer.concat([
    ...[int(capabilities >>> 0, 4), int(0xffffff, 4), int(45, 1), Buffer.alloc(19), int(mariadb >>> 0, 4)],
    Buffer.from('shop\0\0'),
  ]);

/** Commands as a client writes them. */
export const query = (sql: string): Buffer => Buffer.concat([int(3, 1), Buffer.from(sql)]);
export const prepare = (sql: string): Buffer => Buffer.concat([int(0x16, 1), Buffer.from(sql)]);
export const execute = (id: number, flags = 0): Buffer =>
  Buffer.concat([int(0x17, 1), int(id, 4), int(flags, 1), int(1, 4)]);
export const withStatement = (code: number, id: number): Buffer => Buffer.concat([int(code, 1), int(id, 4), int(9, 4)]);
export const plain = (code: number): Buffer => int(code, 1);

/** Payloads as packets of one exchange; the first has that sequence number. */
export const packets = (payloads: readonly Buffer[], sequence = 1): Buffer =>
  Buffer.concat(payloads.map((payload, index) => packetOf((sequence + index) & 0xff, payload)));
