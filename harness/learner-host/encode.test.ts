import { describe, expect, test } from 'vitest';
import { encode, encodeError } from './encode.ts';
import type { Marker } from './messages.ts';

type Registered = (...args: unknown[]) => unknown;

/** Encodes a value; the functions found on the way can be called by their ids. */
function encoded(value: unknown): { value: unknown; functions: Registered[] } {
  const functions: Registered[] = [];
  return { value: encode(value, (fn) => functions.push(fn) - 1), functions };
}

const functionMarker = (functionId: number, name: string): Marker => ({ $marker: 'function', functionId, name });

class Log {
  readonly #prefix = 'order-';
  count = 0;
  next(): string {
    this.count++;
    return this.#prefix + this.count;
  }
}

class CountingLog extends Log {
  override next(): string {
    return `${super.next()}!`;
  }
  close(): void {}
}

describe('functions', () => {
  test('become markers that name them', () => {
    const { value, functions } = encoded({ send: function send() {}, deep: [{ stop: () => 7 }] });
    expect(value).toEqual({ send: functionMarker(0, 'send'), deep: [{ stop: functionMarker(1, 'stop') }] });
    expect(functions[1]!()).toBe(7);
  });

  test('of a class are found up to its last ancestor and stay bound to their object', () => {
    const log = new CountingLog();
    const { value, functions } = encoded(log);
    expect(value).toEqual({ count: 0, next: functionMarker(0, 'next'), close: functionMarker(1, 'close') });
    expect([functions[0]!(), functions[0]!()]).toEqual(['order-1!', 'order-2!']);
    expect(log.count).toBe(2);
  });

  test('of an object literal may use `this`', () => {
    const literal = {
      sent: 4,
      howMany() {
        return this.sent;
      },
    };
    const { functions } = encoded(literal);
    expect(functions[0]!()).toBe(4);
  });
});

describe('data', () => {
  test('stays data', () => {
    const data = { text: 'a', number: 1, big: 2n, no: false, none: null, missing: undefined, list: [1, [2]] };
    expect(encoded(data).value).toEqual(data);
  });

  test.each([
    ['a Date', new Date(0)],
    ['a Buffer', Buffer.from('a')],
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
    ['a Float64Array', new Float64Array(2)],
  ])('that is %s crosses as it is', (_, value) => {
    expect(encoded({ value }).value).toEqual({ value });
    expect((encoded({ value }).value as { value: unknown }).value).toBe(value);
  });

  test('that is a symbol becomes its text', () => {
    expect(encoded([Symbol('sent')]).value).toEqual(['Symbol(sent)']);
  });

  test('that holds itself ends', () => {
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle.self = cycle;
    expect(JSON.stringify(encoded(cycle).value)).toBe(
      '{"name":"cycle","self":{"name":"cycle","self":{"name":"cycle","self":{"name":"cycle","self":{"name":"cycle"}}}}}',
    );
  });
});

describe('an error', () => {
  test('crosses with what Kafka’s client says of it, and with its causes', () => {
    const cause = Object.assign(new Error('timed out'), { type: 'REQUEST_TIMED_OUT', code: 7, retriable: true });
    const error = new TypeError('not sent', { cause });
    expect(encoded(error).value).toEqual({
      name: 'TypeError',
      message: 'not sent',
      stack: error.stack,
      cause: {
        name: 'Error',
        message: 'timed out',
        stack: cause.stack,
        type: 'REQUEST_TIMED_OUT',
        code: 7,
        retriable: true,
      },
    });
  });

  test('that causes itself ends', () => {
    const error = new Error('again');
    error.cause = error;
    let depth = 0;
    for (let link = encodeError(error); link.cause; link = link.cause) depth++;
    expect(depth).toBe(5);
  });

  test('whose message is no text, or that throws when it is looked at, still crosses as text', () => {
    const odd = Object.assign(new Error(), { message: { reason: 'odd' }, stack: 7 });
    expect(encodeError(odd)).toEqual({ name: 'Error', message: '[object Object]', stack: '' });
    expect(encodeError(Object.create(null))).toMatchObject({ message: 'something that cannot be turned into text' });
  });

  test.each([['text'], [undefined], [42]])('may be the thrown value %s', (thrown) => {
    expect(encodeError(thrown)).toEqual({ name: 'thrown value', message: String(thrown), stack: '' });
  });
});
