import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from '../../paths.ts';
import { isAlive } from '../../process/identity.ts';
import { LIVE_LOG } from '../../run/live-log.ts';
import { type RunState, runState } from './run-state.ts';

/** The latest run of a lab, and what it left to look at. */
export interface LatestRun extends RunState {
  /** Its record folder. */
  folder: string;
  /** When its timeline was drawn, in ms; undefined where it has none. */
  timelineMs?: number;
  /** Its table of crash points, in Markdown. */
  crashPoints?: string;
}

export const runsFolder = (): string => join(stateFolder(), 'runs');

/** A record folder is named `2026-01-31T10-51-01-123Z-01-acks-work`: by time, lab and variant. */
const TIME_LENGTH = '2026-01-31T10-51-01-123Z-'.length;

/** The folder of a lab's latest run that tells of itself; undefined where there is none. */
export async function latestRunFolder(lab: string, runs = runsFolder()): Promise<string | undefined> {
  const names = await readdir(runs).catch(() => []);
  const own = names.filter((name) => name.slice(TIME_LENGTH).startsWith(`${lab}-`)).sort();
  for (const name of own.reverse()) if (await exists(join(runs, name, LIVE_LOG))) return join(runs, name);
  return undefined;
}

/** The latest run of a lab, as it stands now. */
export async function latestRun(lab: string, runs = runsFolder()): Promise<LatestRun | undefined> {
  const folder = await latestRunFolder(lab, runs);
  const state = folder && (await stateOf(folder));
  if (!folder || !state) return undefined;
  const timeline = await stat(join(folder, 'timeline.svg')).catch(() => undefined);
  const crashPoints = await readFile(join(folder, 'crash-points.md'), 'utf8').catch(() => undefined);
  return {
    ...state,
    folder,
    ...(timeline ? { timelineMs: Math.round(timeline.mtimeMs) } : {}),
    ...(crashPoints === undefined ? {} : { crashPoints }),
  };
}

async function stateOf(folder: string): Promise<RunState | undefined> {
  const read = async () => runState(await readFile(join(folder, LIVE_LOG), 'utf8').catch(() => ''));
  const state = await read();
  if (!state?.process || state.phase === 'ended' || isAlive(state.process)) return state;
  // It may have written its end and ended between the two looks.
  const after = await read();
  return after && after.phase !== 'ended' ? { ...after, phase: 'stopped', underWay: [] } : after;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
