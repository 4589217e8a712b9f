import type { HistoryEvent } from '../../history/events.ts';

/** Two runs of one check, under the same fault. */
export interface CompareInput {
  /** The check's title. */
  title: string;
  /** What both were under, such as the moment of a kill. */
  moment: string | undefined;
  mine: ComparedRun;
  theirs: ComparedRun;
}

export interface ComparedRun {
  /** How the run is called: `your program`, `solution`. */
  name: string;
  /** What came of it, in a sentence. */
  outcome: string;
  events: readonly HistoryEvent[];
}

/** What stands between the two columns where the runs part. */
export const DIVERGENCE = 'from here on they differ';

export const gapWords = (count: number): string => (count === 1 ? '… one event' : `… ${count} events`);
