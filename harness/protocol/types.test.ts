import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { array, type Codec, nullable, primitive, type Value } from './types.ts';

function bytesOf(codec: Codec, value: Value): string {
  const to = new ByteWriter();
  codec.write(to, value);
  return to.finish().toString('hex');
}

const readFrom = (codec: Codec, hex: string): Value => codec.read(new ByteReader(Buffer.from(hex, 'hex')));

describe('each type has its bytes, both ways:', () => {
  test.each<[type: string, value: Value, hex: string]>([
    ['BOOLEAN', true, '01'],
    ['BOOLEAN', false, '00'],
    ['INT8', -1, 'ff'],
    ['INT16', -2, 'fffe'],
    ['UINT16', 65_535, 'ffff'],
    ['INT32', -(2 ** 31), '80000000'],
    ['UINT32', 2 ** 32 - 1, 'ffffffff'],
    ['INT64', 2n ** 62n, '4000000000000000'],
    ['FLOAT64', 0.5, '3fe0000000000000'],
    ['UUID', 'AAECAwQFBgcICQoLDA0ODw', '000102030405060708090a0b0c0d0e0f'],
    ['STRING', 'é', '0002c3a9'],
    ['NULLABLE_STRING', null, 'ffff'],
    ['COMPACT_STRING', 'shop', '0573686f70'],
    ['COMPACT_STRING', '', '01'],
    ['COMPACT_NULLABLE_STRING', null, '00'],
    ['BYTES', Buffer.from('ab'), '000000026162'],
    ['NULLABLE_BYTES', null, 'ffffffff'],
    ['COMPACT_BYTES', Buffer.from('ab'), '036162'],
    ['COMPACT_NULLABLE_BYTES', null, '00'],
    ['RECORDS', Buffer.from('ab'), '000000026162'],
    ['COMPACT_NULLABLE_RECORDS', Buffer.alloc(0), '01'],
  ])('%s %s', (type, value, hex) => {
    expect(bytesOf(primitive(type), value)).toBe(hex);
    expect(readFrom(primitive(type), hex)).toEqual(value);
  });

  test('compact text longer than 127 bytes has a length of two bytes', () => {
    const text = 'x'.repeat(200);
    expect(bytesOf(primitive('COMPACT_STRING'), text).slice(0, 4)).toBe('c901');
    expect(readFrom(primitive('COMPACT_STRING'), bytesOf(primitive('COMPACT_STRING'), text))).toBe(text);
  });
});

describe('an array', () => {
  test.each([
    ['of the old form', false, '00000002000a000b', 'ffffffff'],
    ['of the compact form', true, '03000a000b', '00'],
  ])('%s may be full, and may be null', (_, compact, full, none) => {
    const codec = array(compact, primitive('INT16'));
    expect(bytesOf(codec, [10, 11])).toBe(full);
    expect(readFrom(codec, full)).toEqual([10, 11]);
    expect(bytesOf(codec, null)).toBe(none);
    expect(readFrom(codec, none)).toBeNull();
  });

  test('that claims more elements than bytes are left is refused before it is made', () => {
    expect(() => readFrom(array(false, primitive('INT8')), '7fffffff00')).toThrow('an array of 2147483647 in 1 bytes');
  });
});

test('a nullable value is behind one byte that says whether it is there', () => {
  const codec = nullable(primitive('INT32'));
  expect(codec.zero).toBeNull();
  expect([bytesOf(codec, null), bytesOf(codec, 5)]).toEqual(['ff', '0100000005']);
  expect([readFrom(codec, 'ff'), readFrom(codec, '0100000005')]).toEqual([null, 5]);
});
