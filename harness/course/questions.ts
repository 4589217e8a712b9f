import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../history/events.ts';
import type { CheckReport } from './provided-run.ts';

/** What a run showed of the check that a question is about. */
export interface Shown extends Pick<CheckReport, 'outcome' | 'diagnosis' | 'notes' | 'tally'> {
  /** The events that prove the diagnosis; empty where the check passed. */
  evidence: readonly HistoryEvent[];
}

/** A question of the lesson, to be answered before the run that answers it. */
export interface Question {
  /** Unique in its lab; answers are remembered by it. */
  id: string;
  /** Everything that one must know to think it through. */
  ask: string;
  /** What may come, by a short name: two to four. */
  choices: Readonly<Record<string, string>>;
  /** The program that is run to find out: `mistake auto-commit-left-on`, `alternative flowing` or `solution`. */
  run: string;
  /** The title of the check whose run answers it. */
  check: string;
  /** Which of the choices came, read from what was seen; undefined where that cannot be told. */
  found(shown: Shown): string | undefined;
  /** Why it is so, in one or two sentences. */
  because: string;
  /** The anchor of the lesson's heading. */
  section: string;
}

/** The questions of a lab, from the file `questions.ts` in its folder; none where it has no such file. */
export async function questionsOf({ folder }: { folder: string }): Promise<readonly Question[]> {
  const file = join(folder, 'questions.ts');
  if (!existsSync(file)) return [];
  const { questions } = (await import(file)) as { questions: readonly Question[] };
  return questions;
}

/** The first line of evidence that fits, with its groups; for `found`. */
export function lineOf({ evidence }: Shown, pattern: RegExp): RegExpMatchArray | undefined {
  for (const { text } of evidence) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return undefined;
}

/** How many lines of evidence fit. */
export const countOf = ({ evidence }: Shown, pattern: RegExp): number =>
  evidence.filter(({ text }) => pattern.test(text)).length;
