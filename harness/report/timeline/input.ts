import type { HistoryEvent } from '../../history/events.ts';

/** One run to be drawn. */
export interface TimelineInput {
  title: string;
  description: string;
  /** The events of one scene, in their order. */
  events: readonly HistoryEvent[];
  /** The numbers (`n`) of the events that prove the verdict. */
  proof: ReadonlySet<number>;
  /** How many rows are drawn at most; 60 where nobody says otherwise. */
  limit?: number;
}

/** When something happened, in seconds. */
export const seconds = (atMs: number): string => (atMs / 1_000).toFixed(3);
