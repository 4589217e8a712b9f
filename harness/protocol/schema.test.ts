import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { compileSchema } from './schema.ts';
import type { Message } from './types.ts';

function encode(schema: string, message: Message): Buffer {
  const to = new ByteWriter();
  compileSchema(schema).write(to, message);
  return to.finish();
}

const hex = (schema: string, message: Message): string => encode(schema, message).toString('hex');

const decode = (schema: string, bytes: Buffer): Message => compileSchema(schema).read(new ByteReader(bytes));

describe('a schema', () => {
  test('writes what a message leaves out as zero, and null where the message says null', () => {
    const schema = '{id:INT32 name:NULLABLE_STRING topics:A[{name:STRING}] offset:INT64}';
    expect(hex(schema, {})).toBe('00000000' + 'ffff' + '00000000' + '0000000000000000');
    expect(hex(schema, { topics: null })).toBe('00000000' + 'ffff' + 'ffffffff' + '0000000000000000');
  });

  test('nests arrays of structures of arrays', () => {
    const schema = '{topics:A[{name:STRING partitions:A[INT32]}]}';
    const message = {
      topics: [
        { name: 'orders', partitions: [0, 1] },
        { name: '주문', partitions: [] },
      ],
    };
    expect(decode(schema, encode(schema, message))).toEqual(message);
  });

  test('tells an absent structure from a zero one', () => {
    const schema = '{cursor:?{topic:STRING}}';
    expect(hex(schema, { cursor: null })).toBe('ff');
    expect(hex(schema, { cursor: {} })).toBe('010000');
    expect(decode(schema, Buffer.from('ff', 'hex'))).toEqual({ cursor: null });
    expect(decode(schema, Buffer.from('010000', 'hex'))).toEqual({ cursor: { topic: '' } });
  });

  test.each(['{', '{name}', '{name:string}', '{name:STRING} more', '{name:A[INT32}', '{_tagged_fields:T(x=y:INT8)}'])(
    '“%s” is refused, with the place',
    (text) => {
      expect(() => compileSchema(text)).toThrow(/wanted .* at \d+ of|unknown protocol type/);
    },
  );

  test('a type that Kafka does not have is refused by name', () => {
    expect(() => compileSchema('{a:INT31}')).toThrow('unknown protocol type INT31');
  });
});

describe('tagged fields', () => {
  const schema = '{id:INT8 _tagged_fields:T(0=leader:{node:INT32 _tagged_fields:T()} 3=rack:COMPACT_NULLABLE_STRING)}';

  test('that are known become fields of their message, in the order of their tags', () => {
    const message = { id: 1, rack: 'b', leader: { node: 2 } };
    expect(hex(schema, message)).toBe('01' + '02' + '00' + '05' + '0000000200' + '03' + '02' + '0262');
    expect(decode(schema, encode(schema, message))).toEqual(message);
  });

  test('that are unknown are kept raw and written back in their place', () => {
    const bytes = Buffer.from(['01', '02', '00', '05', '0000000200', '02', '03', 'c0ffee'].join(''), 'hex');
    const message = decode(schema, bytes);
    expect(message).toEqual({ id: 1, leader: { node: 2 }, '?2': Buffer.from('c0ffee', 'hex') });
    expect(encode(schema, message)).toEqual(bytes);
  });

  test('that a message does not have are not written', () => {
    expect(hex(schema, { id: 1 })).toBe('0100');
  });

  test('longer than their frame throw', () => {
    expect(() => decode(schema, Buffer.from('010105ff0100', 'hex'))).toThrow(RangeError);
  });
});
