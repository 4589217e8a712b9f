import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../harness/broker/eventually.ts';
import { keeperFolder } from '../../harness/paths.ts';
import { identify, kill, type ProcessIdentity } from '../../harness/process/identity.ts';
import type { Home } from './home.ts';
import { codesOf, verdictOf } from './json.ts';
import type { Ended, Started } from './program.ts';

export const victims = ['command', 'keeper', 'broker', 'controller'] as const;
export type Victim = (typeof victims)[number];

/** What came of one kill in the middle of a run. */
export interface KillRound {
  /** False when the victim was not there (any more, or yet) at that moment. */
  killed: boolean;
  /** How the command that was hit ended. */
  hit: Ended;
  /** The outcome of the next run, its exit code, and what it found wrong. */
  next: { code: number | null; outcome: string; found: string[] };
  /** Processes of this home that no living keeper owns. */
  orphans: number[];
}

/**
 * Starts a lab's solution, kills the victim with SIGKILL when `moment` resolves, and runs the same lab again. A broker and a
 * controller are those of three brokers.
 */
export async function killDuringRun(
  home: Home,
  victim: Victim,
  moment: (run: Started) => Promise<unknown>,
  lab: string,
): Promise<KillRound> {
  const command = [lab, '--solution', '--json'];
  const run = home.start(command);
  await moment(run);
  const pid = victim === 'command' ? run.child.pid : pidOf(home, victim);
  const killed = pid !== undefined && kill(pid, 'SIGKILL');
  const hit = await run.ended;
  const ended = await home.lab(command);
  await eventually('only the living keeper’s processes are left', () => orphansOf(home).length === 0).catch(() => {});
  const verdict = verdictOf(ended);
  const next = { code: ended.code, outcome: verdict.outcome, found: codesOf(verdict) };
  return { killed, hit, next, orphans: orphansOf(home) };
}

function pidOf(home: Home, victim: Exclude<Victim, 'command'>): number | undefined {
  if (victim === 'keeper') return keeperOf(home)?.pid;
  // Of a cluster of three: that of one, which an earlier lab left warm, has no broker 2.
  return nodesOf(home, victim === 'broker' ? /node-2\/server\.properties/ : /node-100\/server\.properties/)[0];
}

/** The keeper that lives for this home. */
export function keeperOf(home: Home): ProcessIdentity | undefined {
  try {
    const { keeper } = JSON.parse(readFileSync(join(keeperFolder(home.folder), 'processes.json'), 'utf8')) as {
      keeper: ProcessIdentity;
    };
    return identify(keeper.pid)?.startTime === keeper.startTime ? keeper : undefined;
  } catch {
    return undefined; // none has started yet, or it has ended
  }
}

function nodesOf(home: Home, settings: RegExp): number[] {
  return home.processes().filter((pid) => settings.test(procFile(pid, 'cmdline')));
}

/** The data folder of the broker that runs once, so that the JVM keeps the classes it loads; undefined for any other process. */
export function recordingFolder(pid: number): string | undefined {
  return /(\/[^\0]*kafka-labs-archive-\w+)\/node-1\/server\.properties/.exec(procFile(pid, 'cmdline'))?.[1];
}

/** Folders with brokers' data. */
export function clusterFolders(home: Home): string[] {
  return readdirSync(home.path('.labs')).filter((name) => name.startsWith('cluster-'));
}

/** Whatever carries this home's mark and is not a child of its living keeper. */
function orphansOf(home: Home): number[] {
  const keeper = keeperOf(home)?.pid;
  return home.processes().filter((pid) => {
    const stat = procFile(pid, 'stat');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat !== '' && Number(parent) !== keeper;
  });
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return ''; // it ended meanwhile
  }
}
