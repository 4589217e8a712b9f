import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../broker/eventually.ts';
import { mayHaveContainers } from '../../machine/containers/marker.ts';
import { homeId, stateFolder } from '../../paths.ts';
import { findByEnvironment, isAlive, kill, killGroup, type ProcessIdentity } from '../../process/identity.ts';
import { KEEPER_MARK } from './api.ts';
import { ledgerFile, socketFile } from './files.ts';

interface Ledger {
  home: string;
  keeper?: ProcessIdentity;
  processes: ProcessIdentity[];
}

/**
 * Clears what a keeper that was killed left: its processes (by pid and start time, on Linux also by their environment),
 * its containers, the folders of its clusters and its database, its socket. Call it only while holding the start lock and when no keeper answers.
 */
export async function clearOrphans(): Promise<void> {
  const ledger = readLedger();
  const known = ledger ? [...(ledger.keeper ? [ledger.keeper] : []), ...ledger.processes] : [];
  for (const identity of known) killGroup(identity);
  for (const pid of findByEnvironment(KEEPER_MARK, homeId())) kill(pid, 'SIGKILL');
  await eventually('what an earlier keeper left has ended', () => known.every((identity) => !isAlive(identity)));
  const entries = await readdir(stateFolder()).catch(() => []);
  for (const entry of entries)
    if (/^(cluster|database)-/.test(entry))
      await rm(join(stateFolder(), entry), { recursive: true, force: true, maxRetries: 5 });
  if (mayHaveContainers()) await (await import('../../machine/containers/ownership.ts')).clearContainers();
  await rm(ledgerFile(), { force: true });
  await rm(socketFile(), { force: true });
}

function readLedger(): Ledger | undefined {
  try {
    return JSON.parse(readFileSync(ledgerFile(), 'utf8')) as Ledger;
  } catch {
    return undefined; // none, or cut off by the same death: on Linux the environment still tells
  }
}
