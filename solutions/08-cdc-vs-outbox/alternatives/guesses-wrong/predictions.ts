// Wrong in all four, and that is fine.
import type { Predictions } from '#lab/08-cdc-vs-outbox/predict.ts';

/** What somebody may expect who trusts pollers. */
export function predict(): Predictions {
  return { statesSeen: 3, deletesSeen: 2, lateSeen: 2, binlogHolds: 5 };
}
