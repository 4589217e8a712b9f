import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { securityFromEnvironment } from './security.ts';

const CONFIG = '{"ssl":true,"sasl":{"mechanism":"plain","username":"kim","password":"secret"}}';

test('without a configuration connections are plain', () => {
  expect(securityFromEnvironment('')).toBeUndefined();
});

test('a configuration is JSON, or a file with JSON', async () => {
  const file = join(await temporaryFolder({ 'kafka.json': CONFIG }), 'kafka.json');
  expect(securityFromEnvironment(file)).toEqual(securityFromEnvironment(CONFIG));
  expect(securityFromEnvironment(CONFIG)).toEqual({
    ssl: true,
    sasl: { mechanism: 'plain', username: 'kim', password: 'secret' },
  });
});

test.each([
  ['{"ssl":', 'it begins like JSON'],
  ['/nowhere/kafka.json', 'The file /nowhere/kafka.json cannot be read as JSON'],
  ['{"tls":true}', '“tls” is not known'],
  ['{"ssl":"yes"}', 'Ssl is true, or'],
  ['{"sasl":{"mechanism":"oauthbearer"}}', 'one of plain, scram-sha-256, scram-sha-512'],
  ['{"sasl":{"mechanism":"plain","username":"kim"}}', 'a username and a password'],
  ['{"sasl":null}', 'Sasl.mechanism is one of'],
])('%s is refused, and why is said', (text, why) => {
  expect(() => securityFromEnvironment(text)).toThrow(
    expect.objectContaining({
      code: 'KAFKA_CONFIG_WRONG',
      why: expect.stringMatching(new RegExp(why.replace(/[.(]/g, '\\$&'), 'i')),
    }),
  );
});
