import type { Progress } from './progress.ts';
import type { Watch } from './watch.ts';

/**
 * Waits on a program whose effects are no longer answered. Resolves with true as soon as a commit covers one of them (it
 * did not await its work), or when nothing has happened for `windowMs` (it waits, as it should); with false when it never
 * came so far.
 */
export async function stalled(
  watch: Watch,
  progress: Progress,
  unanswered: readonly string[],
  windowMs: number,
  withinMs: number,
): Promise<boolean> {
  const coversUnfinished = () =>
    unanswered.some((subject) => {
      const record = progress.recordOf(subject);
      return record !== undefined && progress.isCommitted(record);
    });
  return watch.until((quietMs) => unanswered.length > 0 && (coversUnfinished() || quietMs >= windowMs), withinMs);
}
