import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { jarsFolder } from '../harness/cluster/local/jars.ts';
import { pinnedKafkaVersion } from '../harness/cluster/local/kafka-version.ts';
import { findByEnvironment, kill } from '../harness/process/identity.ts';
import { verdictOf } from './support/json.ts';
import { keeperOf, recordingFolder } from './support/killing.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
const KAFKA_LABS_CACHE = mkdtempSync(join(tmpdir(), 'kafka-labs-cache-'));
symlinkSync(jarsFolder(), join(KAFKA_LABS_CACHE, `kafka-${pinnedKafkaVersion}`));
afterAll(() => rmSync(KAFKA_LABS_CACHE, { recursive: true }));

/** All that runs with this cache, marked as this home's or not. */
const running = (): number[] => findByEnvironment('KAFKA_LABS_CACHE', KAFKA_LABS_CACHE);

test('a keeper killed while it prepares fast starts leaves no broker that nobody knows of', async () => {
  const env = { KAFKA_LABS_CACHE };
  const run = home.start(['00', '--solution', '--json'], { env });
  const recording = await eventually(
    'the broker whose classes are recorded runs',
    () => running().find(recordingFolder),
    {
      withinMs: 60_000,
    },
  );
  const folder = recordingFolder(recording)!;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Stopped, it cannot be done with its recording before its keeper is dead.
  expect(kill(recording, 'SIGSTOP')).toBe(true);
  expect(kill(keeperOf(home)!.pid, 'SIGKILL')).toBe(true);
  expect(kill(recording, 'SIGCONT')).toBe(true);
  expect((await run.ended).code).toBe(2);
  expect(running()).toContain(recording);
  expect(verdictOf(await home.lab(['00', '--solution', '--json'], { env })).outcome).toBe('passed');
  expect(running()).not.toContain(recording);
});
