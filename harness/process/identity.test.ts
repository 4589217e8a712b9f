import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findByEnvironment, identify, isAlive, isStopped, kill, killGroup } from './identity.ts';

/** How long the system may take to do what it was told. */
const SOON = { timeout: 4_000, interval: 2 };

/** A process that lives until the test is over, leader of a group of its own. */
async function sleeper(env: Record<string, string> = {}): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child as ChildProcess & { pid: number };
}

describe('a process', () => {
  test('that runs is identified, always as the same', () => {
    const identity = identify(process.pid)!;
    expect(identity).toEqual({ pid: process.pid, startTime: expect.stringMatching(/.+/) });
    expect(identify(process.pid)).toEqual(identity);
    expect(isAlive(identity)).toBe(true);
  });

  test('that has ended is not there', async () => {
    const child = await sleeper();
    const identity = identify(child.pid)!;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identify(child.pid)).toBeUndefined();
    expect(isAlive(identity)).toBe(false);
    expect(killGroup(identity)).toBe(false);
    expect(kill(child.pid, 'SIGTERM')).toBe(false);
  });

  test('that was given the pid of another is not that other', async () => {
    const child = await sleeper();
    const other = { pid: child.pid, startTime: 'another time' };
    expect(isAlive(other)).toBe(false);
    expect(killGroup(other)).toBe(false);
    expect(isAlive(identify(child.pid)!)).toBe(true);
  });

  test('is known to be stopped, and to go on', async () => {
    const { pid } = await sleeper();
    expect(isStopped(pid)).toBe(false);
    kill(pid, 'SIGSTOP');
    await expect.poll(() => isStopped(pid), SOON).toBe(true);
    kill(pid, 'SIGCONT');
    await expect.poll(() => isStopped(pid), SOON).toBe(false);
  });

  test('ends with its whole group', async () => {
    const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void shell.kill('SIGKILL'));
    const [output] = await once(shell.stdout, 'data');
    const grandchild = identify(Number(String(output)))!;
    expect(killGroup(identify(shell.pid!)!)).toBe(true);
    await expect.poll(() => isAlive(grandchild), SOON).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')('by its environment', () => {
  test('a process is found by the whole of a mark, and by nothing less', async () => {
    const mark = `run-${process.pid}-${performance.now()}`;
    const { pid } = await sleeper({ KAFKA_LABS_UNIT: mark });
    await expect.poll(() => findByEnvironment('KAFKA_LABS_UNIT', mark), SOON).toEqual([pid]);
    expect(findByEnvironment('KAFKA_LABS_UNIT', mark.slice(0, -1))).toEqual([]);
    expect(findByEnvironment('LABS_UNIT', mark)).toEqual([]);
  });
});
