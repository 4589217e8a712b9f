import { describe, expect, test } from 'vitest';
import { argumentsOf, settingsOf, storageSettings } from './server-settings.ts';

const flavours = ['mariadb', 'mysql'] as const;

describe.each(flavours)('a server of flavour %s', (flavour) => {
  const settings = settingsOf(flavour, '/labs/db', 4000);

  test('listens on the loopback address only, and on no file', () => {
    expect(settings).toMatchObject({ 'bind-address': '127.0.0.1', port: '4000', socket: '' });
  });

  test('keeps everything in its own folder', () => {
    const paths = Object.values(settings).filter((value) => value.includes('/'));
    expect(paths.filter((path) => !path.startsWith('/labs/db/') && !path.startsWith('+'))).toEqual([]);
  });

  test('logs each changed row, so that a reader of the log sees what was committed', () => {
    expect(settings).toMatchObject({ 'binlog-format': 'ROW', 'server-id': '1', 'log-bin': '/labs/db/data/binlog' });
  });

  test('runs with the sizes that its data were made with', () => {
    expect(settings).toMatchObject(storageSettings(flavour));
  });
});

test('MariaDB makes no keys for TLS at each start, and MySQL none either', () => {
  expect(settingsOf('mariadb', '/labs/db', 1)).toMatchObject({ ssl: '0' });
  expect(settingsOf('mysql', '/labs/db', 1)).toMatchObject({ 'tls-version': '', 'auto-generate-certs': 'OFF' });
});

test('settings of this machine’s own server are left out: that option must be the first', () => {
  expect(argumentsOf({ port: '1' })[0]).toBe('--no-defaults');
  expect(argumentsOf({ port: '1', socket: '' }).slice(-2)).toEqual(['--port=1', '--socket=']);
});
