import { expect, test } from 'vitest';
import { textOf } from './server-container.ts';

const frame = (text: string): Buffer => {
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

test('a log is its frames’ text, and a frame that was cut off is none', () => {
  const frames = Buffer.concat([frame('Bröker 1\n'), frame('is up\n'), frame('cut').subarray(0, 4)]);
  expect(textOf(frames)).toBe('Bröker 1\nis up\n');
  expect(textOf(Buffer.alloc(0))).toBe('');
});
