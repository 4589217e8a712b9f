import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckLevel } from '../course/provided-run.ts';
import { databaseName } from '../database/database.ts';
import type { Outcome } from '../diagnosis/outcome.ts';
import { asHarnessError } from '../errors.ts';
import { identify, type ProcessIdentity } from '../process/identity.ts';
import type { RunListener } from './run-listener.ts';
import type { CheckVerdict, Verdict } from './verdict.ts';

/** The file of a run's record folder that tells of the run while it is under way: one object a line. */
export const LIVE_LOG = 'live.jsonl';

/** What a run's live log tells, in this order. A run that died has no `ended`. */
export type LiveEvent = { at: string } & (
  | ({ type: 'began'; process?: ProcessIdentity } & LiveRun)
  | { type: 'ready'; runtime: string; kafkaVersion: string; database?: string }
  | { type: 'check-began'; title: string }
  | { type: 'check'; check: LiveCheck }
  | { type: 'ended'; outcome: Outcome; durationMs: number }
  | { type: 'ended'; error: { code: string; what: string; next: string } }
);

export interface LiveRun {
  lab: string;
  /** As in the verdict: `work`, `mistake acks-1`. */
  variant: string;
  task?: number | undefined;
  /** Titles of the only checks that are tried. */
  checks?: readonly string[] | undefined;
}

/** What a reader wants to know of a check. */
export interface LiveCheck {
  title: string;
  task: number;
  level: CheckLevel;
  outcome: Outcome;
  durationMs: number;
  isNotTried?: true;
  tally?: string;
  reason?: string;
  notes?: string[];
  diagnosis?: {
    code: string;
    title: string;
    why: string;
    section: string;
    evidence: { atMs: number; actor: string; text: string }[];
  };
}

/** Longer texts are cut: the whole stands in the verdict. */
const MOST_CHARACTERS = 2_000;

/**
 * Tells whoever follows a run of its checks as they are decided. It never makes a run fail: what cannot be written is left
 * out. It writes at once (some microseconds a line), so that a run that is killed has told all that it knew.
 */
export class LiveLog {
  #file: number | undefined;

  private constructor(file: number | undefined) {
    this.#file = file;
  }

  /** Opens the log of a run that begins now, by this process. */
  static begin(recordFolder: string, run: LiveRun): LiveLog {
    let file: number | undefined;
    try {
      file = openSync(join(recordFolder, LIVE_LOG), 'a');
    } catch {
      // a full disk: the run itself will say so, where it matters
    }
    const log = new LiveLog(file);
    const process = ownIdentity();
    log.#write({ type: 'began', ...run, ...(process ? { process } : {}) });
    return log;
  }

  /** A listener that is told what `listener` is, and writes it down. */
  alongside(listener: RunListener): RunListener {
    return {
      onReady: (cluster, database) => {
        const { runtime, kafkaVersion } = cluster;
        this.#write({
          type: 'ready',
          runtime,
          kafkaVersion,
          ...(database ? { database: databaseName(database) } : {}),
        });
        return listener.onReady?.(cluster, database);
      },
      onStart: (title) => {
        this.#write({ type: 'check-began', title });
        return listener.onStart?.(title);
      },
      onCheck: (check) => {
        this.#write({ type: 'check', check: liveCheck(check) });
        return listener.onCheck?.(check);
      },
    };
  }

  /** The run has its verdict. */
  ended({ outcome, durationMs }: Verdict): void {
    this.#end({ type: 'ended', outcome, durationMs });
  }

  /** No verdict is possible. */
  failed(thrown: unknown): void {
    const { code, what, next } = asHarnessError(thrown);
    this.#end({ type: 'ended', error: { code, what, next } });
  }

  #end(event: Unstamped): void {
    this.#write(event);
    const file = this.#file;
    this.#file = undefined;
    try {
      if (file !== undefined) closeSync(file);
    } catch {
      // some file systems say only here that they were full
    }
  }

  #write(event: Unstamped): void {
    if (this.#file === undefined) return;
    try {
      writeSync(this.#file, `${JSON.stringify({ at: new Date().toISOString(), ...event }, cut)}\n`);
    } catch {
      // a full disk, as above; a line that was cut off is skipped by whoever reads
    }
  }
}

// Omit of a union keeps only what all its members have; this takes each by itself.
type Unstamped = LiveEvent extends infer Event ? (Event extends LiveEvent ? Omit<Event, 'at'> : never) : never;

const cut = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value;

function liveCheck(check: CheckVerdict): LiveCheck {
  const { title, task, level, outcome, durationMs, isNotTried, tally, reason, notes, diagnosis } = check;
  return {
    title,
    task,
    level,
    outcome,
    durationMs,
    ...(isNotTried ? { isNotTried } : {}),
    ...(tally ? { tally } : {}),
    ...(reason ? { reason } : {}),
    ...(notes ? { notes } : {}),
    ...(diagnosis
      ? {
          diagnosis: {
            code: diagnosis.code,
            title: diagnosis.title,
            why: diagnosis.why,
            section: diagnosis.section,
            evidence: diagnosis.evidence.map(({ atMs, actor, text }) => ({ atMs, actor, text })),
          },
        }
      : {}),
  };
}

let identity: ProcessIdentity | undefined;
function ownIdentity(): ProcessIdentity | undefined {
  identity ??= identify(process.pid);
  return identity;
}
