import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { OrderedOutput } from './ordered-output.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

function output(): { to: PassThrough; out: OrderedOutput; sent: () => string } {
  const to = new PassThrough();
  let text = '';
  to.on('data', (chunk) => {
    text += chunk;
  });
  return { to, out: new OrderedOutput(to), sent: () => text };
}

test('what comes after a held place waits until it is filled', () => {
  const { out, sent } = output();
  out.write(bytes('1'));
  const second = out.hold();
  out.write(bytes('3'));
  const fourth = out.hold();
  out.write(bytes('5'));
  expect(sent()).toBe('1');
  fourth.fill(bytes('4'));
  expect(sent()).toBe('1');
  second.fill(bytes('2'));
  expect(sent()).toBe('12345');
  out.write(bytes('6'));
  expect(sent()).toBe('123456');
});

test('a place that is filled twice keeps what it got first', () => {
  const { out, sent } = output();
  out.hold();
  const second = out.hold();
  second.fill(bytes('2'));
  second.fill(bytes('3'));
  expect(sent()).toBe('');
  const other = output();
  const place = other.out.hold();
  place.fill(bytes('1'));
  place.fill(bytes('1'));
  expect(other.sent()).toBe('1');
});

test('what was swallowed never goes out, what was given before does', () => {
  const { out, sent, to } = output();
  const first = out.hold();
  out.write(bytes('2'));
  out.swallow();
  out.write(bytes('3'));
  out.hold().fill(bytes('4'));
  first.fill(bytes('1'));
  out.end();
  expect(sent()).toBe('12');
  expect(to.writableEnded).toBe(false);
});

test('it ends its receiver after all that waits', () => {
  const { out, sent, to } = output();
  const first = out.hold();
  out.write(bytes('2'));
  out.end();
  expect(to.writableEnded).toBe(false);
  first.fill(bytes('1'));
  expect(sent()).toBe('12');
  expect(to.writableEnded).toBe(true);
});

test('a receiver that is gone, or was ended, is given nothing more', () => {
  const { out, to } = output();
  to.destroy();
  expect(out.write(bytes('1'))).toBe(true);
  const other = output();
  other.out.end();
  expect(other.out.write(bytes('1'))).toBe(true);
  expect(other.sent()).toBe('');
});
