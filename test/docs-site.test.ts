import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import type { Started } from './support/program.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

async function addressOf({ child, printed }: Started): Promise<string> {
  return eventually('the site says where it is', () => {
    if (child.exitCode !== null) throw new Error(printed());
    return /http:\/\/127\.0\.0\.1:\d+\//.exec(printed())?.[0];
  });
}

/** Follows a lab's run: a connection that nobody ends but the site. */
async function follow(address: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get(`${address}live/00-first-record/panel`, { agent: false }, resolve).once('error', reject);
  });
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends the site, also for those who follow a run, and leaves nothing', async () => {
    const site = home.start(['docs']);
    const address = await addressOf(site);
    const stream = await follow(address);
    const closed = new Promise((resolve) => stream.once('error', () => {}).once('close', resolve));
    stream.resume();
    site.child.kill(signal);
    await closed;
    expect(await site.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    await expect(fetch(address)).rejects.toThrow();
  });
});

test('a second site on the same port says so, with what to do next', async () => {
  const site = home.start(['docs']);
  try {
    const { port } = new URL(await addressOf(site));
    const { code, stdout, stderr } = await home.lab(['docs', '--port', port]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of [`cannot listen on port ${port}.`, 'Next: Leave out --port', 'PORT_UNUSABLE'])
      expect(stderr).toContain(part);
  } finally {
    site.child.kill('SIGTERM');
  }
  expect(await site.ended).toMatchObject({ code: 0 });
});

test.each(['0', '65536', '-1', '80a', '', '8080.5'])('--port=%s is refused with what a port is', async (port) => {
  const { code, stderr } = await home.lab(['docs', `--port=${port}`]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/from 1 to 65535[\s\S]*WRONG_USAGE/);
});

test('the site changes nothing: it makes no folder, and leaves a broken progress file where it is', async () => {
  mkdirSync(home.path('.labs'), { recursive: true });
  writeFileSync(home.path('.labs', 'progress.json'), '{"version":');
  const before = readdirSync(home.folder, { recursive: true });
  const site = home.start(['docs']);
  const address = await addressOf(site);
  for (const path of ['', 'labs/00-first-record/lesson.md', 'labs/00-first-record/run'])
    expect((await fetch(address + path)).status).toBe(200);
  (await follow(address)).destroy();
  site.child.kill('SIGTERM');
  await site.ended;
  expect(readdirSync(home.folder, { recursive: true })).toEqual(before);
});
