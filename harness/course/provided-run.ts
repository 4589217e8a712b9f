import type {} from 'vitest';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Outcome } from '../diagnosis/outcome.ts';

/** What a run tells its tests (Vitest's `provide`). An editor that runs a lab's tests directly provides nothing. */
export interface ProvidedRun {
  lab: string;
  /** The learner files that are judged: name → absolute path. */
  files: Record<string, string>;
  runId: string;
  /** The id of the run after it in the same thread, if one is to come: processes are started ahead for it. */
  nextRunId?: string;
  /** Another run of the same lab went before it in the same thread. */
  isAgain?: true;
  /** Only the checks of this task; all without it. */
  task?: number;
  /** Only the checks with these titles; all without it. */
  checks?: readonly string[];
  /** Where logs of this run go. */
  recordFolder: string;
  /** The learner's processes wait for a debugger, and nothing of ours has a deadline. */
  inspect?: true;
}

/** How long a step took. */
export interface Timing {
  step: string;
  ms: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    labRun: ProvidedRun | undefined;
  }
  interface TaskMeta {
    lab?: CheckReport;
  }
}

export type CheckLevel = 'core' | 'deeper';

/** What a check leaves in Vitest's `task.meta.lab`. */
export interface CheckReport {
  task: number;
  level: CheckLevel;
  outcome: Outcome;
  diagnosis?: Diagnosis;
  /** Why the outcome is inconclusive or a harness error. */
  reason?: string;
  /** It waits for the checks before it, one of which failed. */
  isNotTried?: true;
  /** How much of it held, such as “20 of 21 crash points”. */
  tally?: string;
  /** What the check measured of its own steps. */
  timings?: Timing[];
  /** The file with everything that happened. */
  historyFile?: string;
  /** What a check that passed wants the learner to see. */
  notes?: string[];
  /** What the program printed last, and where all of it is. */
  output?: { lines: string[]; bytes: number; path: string };
}
