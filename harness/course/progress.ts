import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { stateFolder } from '../paths.ts';

/** What is remembered of a learner's way through one lab. */
export interface LabProgress {
  /** When all its tasks were first passed, as an ISO date. */
  passedAt?: string;
  /** What the checks were (`checksVersion`) when each task was last passed, by its number. */
  checks?: Record<string, string>;
  /** The quickest pass. */
  bestMs?: number;
  /** Tasks passed one by one. */
  tasksPassed?: number[];
  attempts: number;
  /** The root cause that the last run found; hints are chosen by it. */
  lastDiagnosis?: string;
  /** Where that is a missing decision: its number. */
  lastDecision?: number;
  /** What was expected of each question, and what came. */
  predictions?: Record<string, { said: string; found: string }>;
  /** How many hints of each diagnosis (and decision) were shown. */
  hintsShown: Record<string, number>;
}

export type Progress = Record<string, LabProgress>;

const progressFile = (): string => join(stateFolder(), 'progress.json');

/** Reads the progress. A file that cannot be read is kept aside, and `onBroken` is told its new name. */
export async function readProgress(onBroken: (keptAs: string) => void = () => {}): Promise<Progress> {
  const text = await readFile(progressFile(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return {};
  const progress = progressIn(text);
  if (progress) return progress;
  const keptAs = `${progressFile()}.unreadable-${Date.now()}`;
  await rename(progressFile(), keptAs);
  onBroken(keptAs);
  return {};
}

/** The same for whoever only looks, and so changes no file: a file that cannot be read tells of no progress. */
export async function peekProgress(): Promise<Progress> {
  return progressIn(await readFile(progressFile(), 'utf8').catch(() => '')) ?? {};
}

/** Undefined of a text that was cut off or edited. */
function progressIn(text: string): Progress | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isProgress(parsed) ? parsed.labs : undefined;
  } catch {
    return undefined;
  }
}

/** Changes one lab's progress and writes it whole or not at all. */
export async function updateProgress(lab: string, change: (progress: LabProgress) => void): Promise<LabProgress> {
  await mkdir(stateFolder(), { recursive: true });
  const release = await lockfile.lock(progressFile(), {
    realpath: false,
    stale: 5_000,
    retries: { retries: 50, minTimeout: 20, maxTimeout: 100 },
  });
  try {
    const labs = await readProgress();
    const progress = progressOf(labs, lab) ?? { attempts: 0, hintsShown: {} };
    change(progress);
    labs[lab] = progress;
    await writeFileAtomic(progressFile(), `${JSON.stringify({ version: 1, labs }, null, 2)}\n`);
    return progress;
  } finally {
    await release();
  }
}

/** A lab's progress; also where an update of the course has given the lab of this number another name. */
export function progressOf(progress: Progress, lab: string): LabProgress | undefined {
  const earlier = Object.keys(progress).find((name) => name.slice(0, 3) === lab.slice(0, 3));
  return progress[lab] ?? (earlier === undefined ? undefined : progress[earlier]);
}

/** Whether the checks of a task that is passed are others now (`checks`: what they are). */
export function haveChecksChanged(progress: LabProgress | undefined, checks: string): boolean {
  return Object.values(progress?.checks ?? {}).some((passed) => passed !== checks);
}

/** Whether this lab is passed: as a whole, or task by task. */
export function isPassed(progress: LabProgress | undefined): boolean {
  return progress?.passedAt !== undefined;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isProgress(value: unknown): value is { version: 1; labs: Progress } {
  const labs = (value as { version?: unknown; labs?: unknown } | null)?.labs;
  if (!isObject(labs)) return false;
  return Object.values(labs).every(
    (lab: Partial<LabProgress> | null) => isObject(lab) && typeof lab.attempts === 'number' && isObject(lab.hintsShown),
  );
}
