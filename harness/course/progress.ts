import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { stateFolder } from '../paths.ts';

/** What is remembered of a learner's way through one lab. */
export interface LabProgress {
  /** When all its tasks were first passed, as an ISO date. */
  passedAt?: string;
  /** The quickest pass. */
  bestMs?: number;
  /** Tasks passed one by one. */
  tasksPassed?: number[];
  attempts: number;
  /** The root cause that the last run found; hints are chosen by it. */
  lastDiagnosis?: string;
  /** Where that is a missing decision: its number. */
  lastDecision?: number;
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
  try {
    const parsed: unknown = JSON.parse(text);
    if (isProgress(parsed)) return parsed.labs;
  } catch {
    // falls through: cut off or edited
  }
  const keptAs = `${progressFile()}.unreadable-${Date.now()}`;
  await rename(progressFile(), keptAs);
  onBroken(keptAs);
  return {};
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
    const progress = labs[lab] ?? { attempts: 0, hintsShown: {} };
    change(progress);
    labs[lab] = progress;
    await writeFileAtomic(progressFile(), `${JSON.stringify({ version: 1, labs }, null, 2)}\n`);
    return progress;
  } finally {
    await release();
  }
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
