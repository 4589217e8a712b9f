import { expect, test } from 'vitest';
import { parseBootstrap } from './bootstrap.ts';

test('addresses are separated by commas, and IPv6 stands in brackets', () => {
  expect(parseBootstrap('broker-1:9092, 10.0.0.2:9093,[::1]:9094')).toEqual([
    { host: 'broker-1', port: 9092 },
    { host: '10.0.0.2', port: 9093 },
    { host: '::1', port: 9094 },
  ]);
});

test.each(['', 'broker', 'broker:', 'broker:0', 'broker:65536', 'a:1,', 'http://a:1', '::1:9092'])(
  '“%s” is refused',
  (text) => {
    expect(() => parseBootstrap(text)).toThrow('is no address of a broker');
  },
);
