import type { HistoryEvent } from '../../history/events.ts';
import { clean } from './clean.ts';
import type { Drawing } from './drawn-events.ts';
import type { Fates } from './exchanges.ts';
import { isAsking, isInjected, isPassing } from './passing.ts';

/** The last line of a drawing: nothing is hidden silently. */
export function whatIsNotDrawn({ total, leftOut, routine }: Drawing): string {
  if (total === 0) return 'The history holds no events.';
  const ordinary = [...routine.values()].reduce((sum, count) => sum + count, 0);
  const missing = leftOut + ordinary;
  if (missing === 0) return total === 1 ? 'The only event is drawn.' : `All ${total} events are drawn.`;
  const kinds = [...routine].map(([kind, count]) => `${kind} ${count}`).join(', ');
  const subject = `${missing} of ${total} events ${missing === 1 ? 'is' : 'are'} not drawn`;
  if (ordinary === 0) return `${subject}, left out at the gaps.`;
  if (leftOut === 0) return `${subject}, of routine (${kinds}).`;
  return `${subject}: ${leftOut} left out at the gaps, ${ordinary} of routine (${kinds}).`;
}

/** What a gap says. */
export const gapWords = (count: number): string => `… ${count} events left out …`;

/** What an event says, with what its text alone does not tell. */
export function eventWords({ text, details }: HistoryEvent, fates: Fates): string {
  const words = clean(text);
  if (!isPassing(details)) return words;
  if (isInjected(details)) return words.includes('injected') ? words : `${words} (injected by the harness)`;
  if (isAsking(details) && fates(details) === 'unanswered') return `${words} (no answer)`;
  return words;
}

export type LegendKey = 'proof' | 'asked' | 'done' | 'failed' | 'unanswered' | 'no-answer' | 'stopped';

/** What the marks mean that do not explain themselves. */
export const legendWords: Record<LegendKey, string> = {
  proof: 'proves the verdict',
  asked: 'begun',
  done: 'done',
  failed: 'failed',
  unanswered: 'outcome unknown',
  'no-answer': 'never arrived, or its answer never came',
  stopped: 'stopped by the harness',
};

/** The marks that a drawing uses, in the order of `legendWords`. */
export function legendKeys({ rows }: Drawing, fates: Fates, proof: ReadonlySet<number>): LegendKey[] {
  const used = new Set<LegendKey>();
  for (const row of rows) {
    if (row.kind === 'gap') continue;
    const { n, details } = row.event;
    if (proof.has(n)) used.add('proof');
    if (details.kind === 'effect') used.add(details.phase);
    if (!isPassing(details) || !isAsking(details)) continue;
    if (fates(details) === 'unanswered') used.add('no-answer');
    if (fates(details) === 'injected') used.add('stopped');
  }
  return (Object.keys(legendWords) as LegendKey[]).filter((key) => used.has(key));
}
