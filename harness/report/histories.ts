import type { HistoryEvent } from '../history/events.ts';
import { readHistory } from '../history/history-file.ts';
import type { CheckVerdict } from '../run/verdict.ts';

/** The events of each check's file, those of `first` first: checks share what one of them tried, so proof may stand in another's. */
export async function* historiesOf(
  first: CheckVerdict | undefined,
  checks: readonly CheckVerdict[],
): AsyncGenerator<HistoryEvent[]> {
  const files = [first, ...checks].flatMap((check) => check?.historyFile ?? []);
  for (const file of new Set(files)) yield (await readHistory(file)).events;
}
