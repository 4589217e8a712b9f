import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { isAlive } from './identity.ts';
import { ServerProcess } from './server-process.ts';

/** A process that is this shell script. */
async function spawned(script: string): Promise<{ running: ServerProcess; unexpected: Promise<string> }> {
  const running = new ServerProcess(join(await temporaryFolder(), 'log'));
  onTestFinished(() => running.end('SIGKILL'));
  const unexpected = new Promise<string>((resolve) => {
    running.onUnexpectedExit = resolve;
  });
  running.spawnCommand({ program: '/bin/sh', args: ['-c', script], environment: { MARK: 'ours' } });
  return { running, unexpected };
}

test('a process that ends by itself is told as unexpected, with how it ended', async () => {
  const { running, unexpected } = await spawned('exit 3');
  expect(await unexpected).toBe('ended with code 3');
  expect([running.exit, running.pid, running.identity]).toEqual(['ended with code 3', undefined, undefined]);
});

test('a process that was told to end has ended on purpose', async () => {
  const { running } = await spawned('exec sleep 60');
  let told = false;
  running.onUnexpectedExit = () => {
    told = true;
  };
  const identity = running.identity!;
  await running.end('SIGKILL');
  expect([isAlive(identity), running.exit, running.endedOnPurpose, told]).toEqual([
    false,
    'was ended by SIGKILL',
    true,
    false,
  ]);
});

test('one that ignores SIGTERM is killed after its time', async () => {
  const { running } = await spawned("trap '' TERM; echo deaf; while :; do sleep 0.01; done");
  await expect.poll(() => readFile(running.logFile, 'utf8'), { interval: 2 }).toBe('deaf\n');
  await running.end('SIGTERM', 50);
  expect(running.exit).toBe('was ended by SIGKILL');
});

test('a program that does not exist has ended, and says why', async () => {
  const running = new ServerProcess(join(await temporaryFolder(), 'log'));
  const how = new Promise<string>((resolve) => {
    running.onUnexpectedExit = resolve;
  });
  running.spawnCommand({ program: '/nowhere', args: [], environment: {} });
  expect(await how).toMatch(/could not be started: .*ENOENT/);
  expect(running.identity).toBeUndefined();
});

test('what it prints goes to the log, its errors first of all for an error’s page', async () => {
  const { running, unexpected } = await spawned('echo $MARK; echo "[ERROR] one" >&2; echo two; exit 1');
  await unexpected;
  expect(await readFile(running.logFile, 'utf8')).toBe('ours\n[ERROR] one\ntwo\n');
  expect(running.lastLines()).toEqual(['[ERROR] one']);
});
