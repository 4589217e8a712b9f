import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process and the moment it started: a pid alone may have been given to somebody else since. */
export interface ProcessIdentity {
  pid: number;
  /** An opaque text; the same for the whole life of a process. */
  startTime: string;
}

/** Identifies a running process, or undefined when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStat(pid)?.startTime : macStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identify(pid)?.startTime === startTime;
}

/** Whether the process is stopped (SIGSTOP took effect). */
export function isStopped(pid: number): boolean {
  if (process.platform === 'linux') return linuxStat(pid)?.state === 'T';
  return ps(pid, 'state')?.startsWith('T') ?? false;
}

/** Kills a process group led by that process, if it is still the same one; true when a signal was sent. */
export function killGroup(identity: ProcessIdentity, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(-identity.pid, signal);
    return true;
  } catch {
    return kill(identity.pid, signal);
  }
}

/** Sends a signal; false when the process is gone. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Processes whose environment holds `NAME=value`, found on Linux only: how a program that left its process group, or a
 * child started an instant before its parent was killed, is still known to be ours.
 */
export function findByEnvironment(name: string, value: string): number[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((entry) => {
      try {
        return readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0').includes(wanted);
      } catch {
        return false; // gone meanwhile, or another user's
      }
    })
    .map(Number);
}

function linuxStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command's name in parentheses and may hold anything, spaces included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0]!;
    return state === 'Z' || state === 'X' ? undefined : { state, startTime: fields[19]! };
  } catch {
    return undefined;
  }
}

function macStartTime(pid: number): string | undefined {
  return ps(pid, 'state')?.startsWith('Z') ? undefined : ps(pid, 'lstart');
}

function ps(pid: number, column: string): string | undefined {
  try {
    const output = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
    return output === '' ? undefined : output;
  } catch {
    return undefined;
  }
}
