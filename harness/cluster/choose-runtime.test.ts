import { afterEach, expect, test, vi } from 'vitest';
import { fakeDaemon } from '../machine/containers/fake-daemon.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { choose } from './choose-runtime.ts';

afterEach(() => void vi.unstubAllEnvs());

const IMAGES = { '/images/k:1/json': {}, '/images/m:1/json': {} };

async function machine({ daemon = false, images = false, java = true }): Promise<void> {
  const answers = { ...(daemon ? { '/version': { Version: '28.2.2' } } : {}), ...(images ? IMAGES : {}) };
  vi.stubEnv('DOCKER_HOST', daemon ? await fakeDaemon(answers) : 'unix:///nowhere/docker.sock');
  vi.stubEnv('KAFKA_LABS_KAFKA_IMAGE', 'k:1');
  vi.stubEnv('KAFKA_LABS_MYSQL_IMAGE', 'm:1');
  if (java) return;
  vi.stubEnv('JAVA_HOME', await temporaryFolder());
}

test('what is asked for is taken, whatever the machine has', async () => {
  await machine({});
  expect(await choose('containers')).toMatchObject({ name: 'containers' });
  await expect(choose('moon')).rejects.toMatchObject({ code: 'RUNTIME_UNKNOWN' });
});

test('containers are taken where a daemon answers and has the images', async () => {
  await machine({ daemon: true, images: true });
  expect(await choose('')).toEqual({ name: 'containers', reason: 'Docker 28.2.2 answers and has the images' });
});

test('this machine is taken where the images would have to be pulled', async () => {
  await machine({ daemon: true });
  expect(await choose(undefined)).toEqual({
    name: 'local',
    reason: 'Docker 28.2.2 answers, and has no k:1 and no m:1',
  });
});

test('images are pulled where this machine cannot run brokers', async () => {
  await machine({ daemon: true, java: false });
  const { name, reason } = await choose(undefined);
  expect(name).toBe('containers');
  expect(reason).toMatch(/^its images are pulled first\. Not local: Java was not found\./);
});

test('where neither can be, the error says what keeps brokers from this machine', async () => {
  await machine({ java: false });
  await expect(choose(undefined)).rejects.toMatchObject({ code: 'RUNTIME_NONE', why: expect.stringContaining('Java') });
});
