import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';

const written = (write: (to: ByteWriter) => void): Buffer => {
  const to = new ByteWriter();
  write(to);
  return to.finish();
};

describe('an unsigned varint', () => {
  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [2 ** 31 - 1, 'ffffffff07'],
    [2 ** 32 - 1, 'ffffffff0f'],
  ])('%i is the bytes %s, both ways', (value, hex) => {
    const bytes = written((to) => to.unsignedVarint(value));
    expect(bytes.toString('hex')).toBe(hex);
    expect(new ByteReader(bytes).unsignedVarint()).toBe(value);
  });

  test('throws when it has more than five bytes', () => {
    expect(() => new ByteReader(Buffer.from('808080808001', 'hex')).unsignedVarint()).toThrow('more than five bytes');
  });

  test('throws when its last byte is missing', () => {
    expect(() => new ByteReader(Buffer.from('8080', 'hex')).unsignedVarint()).toThrow(RangeError);
  });
});

describe('a zigzag varlong', () => {
  test.each([
    ['00', 0n],
    ['01', -1n],
    ['02', 1n],
    ['7f', -64n],
    ['8001', 64n],
    ['feffffffffffffffff01', 2n ** 63n - 1n],
    ['ffffffffffffffffff01', -(2n ** 63n)],
  ])('the bytes %s are %s', (hex, value) => {
    expect(new ByteReader(Buffer.from(hex, 'hex')).varlong()).toBe(value);
  });

  test('throws when it has more than ten bytes', () => {
    const endless = Buffer.concat([Buffer.alloc(10, 0x80), Buffer.from([1])]);
    expect(() => new ByteReader(endless).varlong()).toThrow('more than ten bytes');
  });
});

describe('reading', () => {
  test.each([
    ['int8', 1],
    ['int16', 2],
    ['int32', 4],
    ['int64', 8],
  ] as const)('%s throws when one of its %i bytes is missing', (name, length) => {
    expect(() => new ByteReader(Buffer.alloc(length - 1))[name]()).toThrow(`wanted ${length} bytes`);
    expect(Number(new ByteReader(Buffer.alloc(length, 0xff))[name]())).toBe(-1);
  });

  test('a read that throws takes nothing', () => {
    const from = new ByteReader(Buffer.from([1, 2, 3]));
    expect(() => from.take(4)).toThrow(RangeError);
    expect(() => from.take(-1)).toThrow(RangeError);
    expect(from.remaining).toBe(3);
    expect(from.take(3)).toEqual(Buffer.from([1, 2, 3]));
  });

  test('begins at the offset it is given', () => {
    expect(new ByteReader(Buffer.from([1, 2, 3]), 2).int8()).toBe(3);
  });
});

test('a writer keeps every byte while it grows past its first buffer', () => {
  const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50, index));
  const bytes = written((to) => {
    for (const part of parts) to.bytes(part);
  });
  expect(bytes).toEqual(Buffer.concat(parts));
});
