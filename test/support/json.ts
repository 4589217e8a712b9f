import type { Ended } from './program.ts';

/** The machine form of a verdict, as docs/README.md promises it. */
export interface VerdictJson {
  lab: string;
  variant: string;
  outcome: string;
  runtime: string;
  kafkaVersion: string;
  durationMs: number;
  checks: CheckJson[];
}

export interface CheckJson {
  title: string;
  task: number;
  level: string;
  outcome: string;
  reason?: string;
  diagnosis?: {
    code: string;
    title: string;
    why: string;
    evidence: { atMs: number; actor: string; text: string }[];
    hint: string;
  };
}

/** The machine form of an error. */
export interface ErrorJson {
  outcome: string;
  error: { code: string; what: string; why: string; next: string; log?: string };
}

/** The one JSON object that a command with --json prints on stdout. Throws when it printed anything else. */
export function jsonOf<T>({ stdout, stderr }: Ended): T {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`stdout is not one JSON object:\n${stdout}\nstderr:\n${stderr}`, { cause });
  }
}

export const verdictOf = (ended: Ended): VerdictJson => jsonOf<VerdictJson>(ended);

export const errorOf = (ended: Ended): ErrorJson['error'] => jsonOf<ErrorJson>(ended).error;

export const codesOf = ({ checks }: Pick<VerdictJson, 'checks'>): string[] =>
  checks.flatMap(({ diagnosis }) => diagnosis?.code ?? []);
