import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { Keys } from './keys.ts';

/** A terminal's input, as far as keys need it. */
function terminal({ isTTY = true } = {}): { input: PassThrough & { isRaw: boolean }; stream: ReadStream } {
  const input = Object.assign(new PassThrough(), {
    isTTY,
    isRaw: false,
    setRawMode(isRaw: boolean) {
      input.isRaw = isRaw;
    },
  });
  return { input, stream: input as unknown as ReadStream };
}

test('a key is told without waiting for Enter, in lower case; keys of several bytes are none', async () => {
  const { input, stream } = terminal();
  const told: string[] = [];
  using _keys = new Keys((key) => told.push(key), stream);
  expect(input.isRaw).toBe(true);
  for (const typed of ['h', 'N', '\x1b[A', '\r', '\x03', '\x04']) input.write(typed);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['h', 'n', 'enter', 'interrupt', 'end']);
});

test('while another program has the keyboard, and after the end, the terminal is as it was', () => {
  const { input, stream } = terminal();
  const keys = new Keys(() => {}, stream);
  keys.pause();
  expect(input.isRaw).toBe(false);
  keys.resume();
  expect(input.isRaw).toBe(true);
  keys[Symbol.dispose]();
  expect({ isRaw: input.isRaw, listeners: input.listenerCount('data') }).toEqual({ isRaw: false, listeners: 0 });
});

test('an input that is no terminal has no keys, and is left alone', () => {
  const { input, stream } = terminal({ isTTY: false });
  using keys = new Keys(() => {}, stream);
  expect(keys.isThere).toBe(false);
  expect(input.isRaw).toBe(false);
});
