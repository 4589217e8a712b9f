import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { fakeDaemon } from './fake-daemon.ts';
import { daemonAddress, daemonMemory, missingImages, probeDaemon } from './probe.ts';

test('a daemon that answers tells its version, its memory, and the images that it lacks', async () => {
  const address = await fakeDaemon({
    '/version': { Version: '28.2.2' },
    '/info': { MemTotal: 4e9 },
    '/images/mysql:8.4/json': { Id: 'sha256:1' },
  });
  expect(await probeDaemon(address)).toEqual({ state: 'answers', address, version: '28.2.2' });
  expect(await daemonMemory(address)).toBe(4e9);
  expect(await missingImages(address, ['mysql:8.4', 'org/kafka:1.0.0'])).toEqual(['org/kafka:1.0.0']);
});

test('a socket that nobody listens at is silent', async () => {
  const socket = join(await temporaryFolder(), 'docker.sock');
  await writeFile(socket, '');
  expect(await probeDaemon(`unix://${socket}`)).toMatchObject({
    state: 'silent',
    why: expect.stringContaining('ECONNREFUSED'),
  });
});

test('something else that answers there is no daemon', async () => {
  const address = await fakeDaemon({ '/version': '<html>' });
  expect(await probeDaemon(address)).toMatchObject({
    state: 'silent',
    why: 'what answers there is no container daemon',
  });
});

test('without an address there is none', async () => {
  expect(await probeDaemon('')).toEqual({ state: 'none' });
});

test('DOCKER_HOST is where the daemon is, whatever sockets there are', () => {
  expect(daemonAddress({ DOCKER_HOST: 'tcp://127.0.0.1:2375' })).toBe('tcp://127.0.0.1:2375');
});
