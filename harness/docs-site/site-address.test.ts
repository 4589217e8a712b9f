import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { pathOf, refusalOf } from './site-address.ts';

const ask = (host: string | undefined, method = 'GET', url = '/') =>
  refusalOf({ method, url, headers: { host } } as IncomingMessage, 4000)?.status;

test.each(['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST:4000'])('the site answers as %s', (host) => {
  expect(ask(host)).toBeUndefined();
  expect(ask(host, 'HEAD')).toBeUndefined();
});

test.each([
  'evil.example:4000',
  'evil.example',
  '127.0.0.1',
  '127.0.0.1:4001',
  '127.0.0.1:4000.evil.example',
  '0.0.0.0:4000',
  '[::1]:4000',
  'localhost',
  '',
  undefined,
])('a request for %s is for somebody else', (host) => {
  expect(ask(host)).toBe(421);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s changes nothing, for it is refused', (method) => {
  expect(ask('localhost:4000', method)).toBe(405);
});

test('an address that does not begin with a slash is refused', () => {
  expect(ask('localhost:4000', 'GET', 'http://evil.example/')).toBe(400);
});

test('an address is decoded once, without what follows ? and #', () => {
  expect(pathOf('/labs/%30%30?x=/y#z')).toBe('/labs/00');
  expect(pathOf('/%252e%252e/')).toBe('/%2e%2e/');
  expect(pathOf('/%zz')).toBeUndefined();
});
