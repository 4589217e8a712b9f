import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { readHistory } from '../harness/history/history-file.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

describe('a failed run of lab 03', () => {
  test('prints where its timeline and its crash points are, and where the time went', async () => {
    const { code, stdout } = await home.lab(['03', '--mistake', 'commit-before-work', '--task', '1', '--timings']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/no order is lost, whatever moment the worker dies +\d+ of 26 crash points/);
    expect(stdout).toContain('timelines/03.svg');
    expect(stdout).toContain('timelines/03-crash-points.md');
    expect(stdout).toMatch(/26 crash points +│ +[\d.]+ s/);
  });

  test('drew the crash point that proves the verdict, as SVG and as text', () => {
    const svg = readFileSync(home.path('.labs', 'timelines', '03.svg'), 'utf8');
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('no order is lost, whatever moment the worker dies');
    expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const text = readFileSync(home.path('.labs', 'timelines', '03.txt'), 'utf8');
    expect(text).toMatch(/^» .*killed the worker/m);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('lists every crash point with what came of it', () => {
    const table = readFileSync(home.path('.labs', 'timelines', '03-crash-points.md'), 'utf8');
    const rows = table.split('\n').filter((line) => /^\| (before|after|while|when) /.test(line));
    expect(rows).toHaveLength(26);
    expect(rows.filter((row) => row.includes('**lost: order-')).length).toBeGreaterThan(10);
  });

  test('kept the history of each check, in order, with a story for each crash point', async () => {
    const [run] = readdirSync(home.path('.labs', 'runs'));
    const files = readdirSync(home.path('.labs', 'runs', run!, 'history'));
    expect(files).toHaveLength(5);
    const histories = await Promise.all(
      files.map((file) => readHistory(home.path('.labs', 'runs', run!, 'history', file))),
    );
    expect(histories.map(({ isCutOff }) => isCutOff)).not.toContain(true);
    const crashes = histories.find(({ header }) => header.check.startsWith('no order is lost'))!;
    const scenes = new Set(crashes.events.map(({ scene }) => scene));
    expect(scenes.size).toBe(27); // the calm run, and 26 crash points
    const kinds = new Set(crashes.events.map(({ details }) => details.kind));
    expect([...kinds].sort()).toEqual(['answer', 'effect', 'exit', 'fault', 'offsets', 'request', 'start']);
  });
});

test('a run that is killed amid its crash points leaves no process, and the next one passes', async () => {
  const run = home.start(['03', '--solution', '--task', '1']);
  await eventually('several workers run', () => home.learnerProcesses().length >= 4, { withinMs: 60_000 });
  run.child.kill('SIGKILL');
  await run.ended;
  await eventually('all workers have ended', () => home.learnerProcesses().length === 0);
  const next = await home.lab(['03', '--solution', '--task', '1']);
  expect(next.code).toBe(0);
});

test('--inspect lets each program wait for a debugger, and tries no crash points', async () => {
  const run = home.start(['03', '--solution', '--inspect', '--task', '1']);
  // Whatever debugger attaches lets the program begin; this one attaches whenever there is one to attach to.
  let isOver = false;
  const attaching = (async () => {
    while (!isOver) await attach();
  })();
  const { code, stdout, stderr } = await run.ended;
  isOver = true;
  await attaching;
  expect(stderr).toMatch(/debugger: ws:\/\/127\.0\.0\.1:9229\//);
  expect(stdout).toMatch(/✓ a calm run charges each order once/);
  expect(stdout).toMatch(/Could not tell: crash points are not tried under a debugger/);
  expect(code).toBe(2);
});

/** Node's own command-line debugger, for a moment. */
function attach(): Promise<void> {
  return new Promise((resolve) => {
    const client = spawn(process.execPath, ['inspect', '127.0.0.1:9229'], { stdio: ['pipe', 'pipe', 'ignore'] });
    client.stdout.on('data', (text) => /ok/.test(String(text)) && client.stdin.end('.exit\n'));
    const timer = setTimeout(() => client.kill('SIGKILL'), 2_000);
    client.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
