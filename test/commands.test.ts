import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verdictOf } from './support/json.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

test('before anything was started nothing runs, and `down` has nothing to do', async () => {
  expect(await home.lab(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is running') });
  expect(await home.lab(['down'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is running') });
});

test('two first runs at once share one cluster: one says that it waits, both pass', async () => {
  const runs = await Promise.all([home.lab(['00', '--solution']), home.lab(['00', '--solution'])]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  const waited = runs.filter(({ stderr }) =>
    stderr.includes('waiting for another run to end: 00-first-record solution'),
  );
  expect(waited).toHaveLength(1);
  expect(home.processes()).toHaveLength(1); // the one broker
});

test('`status` names the cluster that stayed up', async () => {
  const { code, stdout } = await home.lab(['status']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/keeper +pid \d+, up for .*; ends when no command came for 15 min 0 s/);
  expect(stdout).toMatch(/one +local, Kafka \d+\.\d+\.\d+, ready/);
});

test('`up one` prints a console command that lists the topics, and nothing else', async () => {
  expect((await home.lab(['00', '--solution'])).code).toBe(0);
  const { code, stdout } = await home.lab(['up', 'one']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/brokers +127\.0\.0\.1:\d+\n/);
  const command = /try *\n(\S.*)/.exec(stdout)![1]!;
  const topics = execFileSync('sh', ['-c', `${command} 2>&1`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(topics.filter((name) => name.startsWith('orders.')).length).toBeGreaterThan(0);
  expect(topics.filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
});

test('--json prints one object with the documented keys, whatever is printed by the program', async () => {
  const ended = await home.lab(['00', '--mistake', 'no-key', '--json']);
  const verdict = verdictOf(ended);
  expect(Object.keys(verdict)).toEqual([
    'lab',
    'variant',
    'outcome',
    'runtime',
    'kafkaVersion',
    'durationMs',
    'checks',
  ]);
  expect(verdict).toMatchObject({
    lab: '00-first-record',
    variant: 'mistake no-key',
    outcome: 'failed',
    runtime: 'local',
  });
  expect(verdict.durationMs).toBeGreaterThan(0);
  for (const check of verdict.checks)
    expect(check).toMatchObject({ task: 1, level: 'core', title: expect.any(String) });
  const { diagnosis } = verdict.checks.find(({ outcome }) => outcome === 'failed')!;
  expect(Object.keys(diagnosis!)).toEqual(['code', 'title', 'why', 'evidence', 'hint']);
  expect(diagnosis!.code).toBe('no-key');
  for (const event of diagnosis!.evidence)
    expect(event).toEqual({ atMs: expect.any(Number), actor: expect.any(String), text: expect.any(String) });
  expect(diagnosis!.evidence.length).toBeGreaterThan(0);
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 1, stderr: '' });
});

test('`doctor` finds that labs can run here', async () => {
  const { code, stdout } = await home.lab(['doctor']);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Labs can run here') });
});

test('`down` ends the cluster', async () => {
  expect(await home.lab(['down'])).toMatchObject({ code: 0, stdout: expect.stringContaining('The cluster is down') });
  expect(home.processes()).toEqual([]);
});

test('--no-keep leaves no process', async () => {
  expect((await home.lab(['00', '--solution', '--no-keep'])).code).toBe(0);
  expect(home.processes()).toEqual([]);
  expect((await home.lab(['status'])).stdout).toContain('Nothing is running');
});

test('--help names every command', async () => {
  const { code, stdout } = await home.lab(['--help']);
  expect(code).toBe(0);
  for (const command of ['lesson', 'hint', 'reset', 'doctor', 'prepare', 'up', 'down', 'status', 'verify'])
    expect(stdout).toContain(`\n  ${command} `);
});

test('--no-color and NO_COLOR give plain text even where colours are forced', async () => {
  const FORCE_COLOR = '1';
  const escapeCharacter = String.fromCharCode(27);
  expect((await home.lab([], { env: { FORCE_COLOR, NO_COLOR: undefined } })).stdout).toContain(escapeCharacter);
  expect((await home.lab(['--no-color'], { env: { FORCE_COLOR } })).stdout).not.toContain(escapeCharacter);
  expect((await home.lab([], { env: { FORCE_COLOR, NO_COLOR: '1' } })).stdout).not.toContain(escapeCharacter);
});

test('`verify --json` prints one object, as the documentation says', async () => {
  const { code, stdout } = await home.lab(['verify', '00', '--only', 'stub', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'passed', labs: [{ lab: '00-first-record' }] });
});

test('a command has the options that it shares with a run', async () => {
  const { code, stderr } = await home.lab(['prepare', '--runtime', 'clouds']);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('RUNTIME_UNKNOWN') });
});

test('--mistake tells what its author believed beside the verdict; the solution’s lines come with --force', async () => {
  const { code, stdout, stderr } = await home.lab(['00', '--mistake', 'customer-as-key']);
  expect(code).toBe(1);
  expect(stderr).toContain('Its author believed: The orders of a customer belong together');
  expect(stderr).toContain('key: order.customer');
  expect(stderr).not.toContain('key: order.id');
  expect(stdout).not.toContain('believed');
  const forced = await home.lab(['00', '--mistake', 'customer-as-key', '--force']);
  expect(forced.stderr).toMatch(/^- .*key: order\.id.*\n\+ .*key: order\.customer/m);
});

test('--compare shows a run beside the solution’s, under the same fault, as text and as a drawing', async () => {
  const { code, stdout } = await home.lab(['00', '--mistake', 'no-key', '--compare']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/mistake no-key +│ the solution/);
  expect(stdout).toMatch(/The records have no key\. +│ It passes\./);
  for (const kind of ['txt', 'svg'])
    expect(existsSync(home.path('.labs', 'timelines', `00-compare.${kind}`))).toBe(true);
  const mixed = await home.lab(['00', '--solution', '--compare']);
  expect(mixed).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used together') });
});
