import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import type { DatabaseInfo } from '../../harness/cluster/keeper/api.ts';
import type { RunningDatabase } from '../../harness/database/database.ts';
import { LocalDatabaseRuntime } from '../../harness/database/local/local-database-runtime.ts';
import { isAlive } from '../../harness/process/identity.ts';
import { TestDatabase } from '../../harness/testing/test-database.ts';

/** A database server for one test file, in a home of its own. After the last test it is ended, and nothing may be left. */
export function testDatabase(): { runtime: LocalDatabaseRuntime; server(): RunningDatabase; check(): TestDatabase } {
  const home = mkdtempSync(join(tmpdir(), 'kafka-labs-home-'));
  mkdirSync(join(home, '.labs'));
  const runtime = new LocalDatabaseRuntime();
  let server: RunningDatabase | undefined;
  beforeAll(async () => {
    vi.stubEnv('KAFKA_LABS_HOME', home);
    server = await runtime.start(() => {});
  });
  afterAll(async () => {
    const owned = runtime.processes;
    await server?.dispose();
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
    if (owned.some(isAlive)) throw new Error('a database process is left');
  });
  return {
    runtime,
    server: () => server!,
    check: () => new TestDatabase(infoOf(server!), 'abcdef0123'),
  };
}

function infoOf({ runtime, flavour, version, address, admin, app }: RunningDatabase): DatabaseInfo {
  return { runtime, flavour, version, ...address, admin, app, warm: true, startedInMs: 0 };
}
