import type { HistoryEvent } from '../history/events.ts';
import type { Verdict } from './verdict.ts';

/**
 * What a run proves of one misconception: the checks that name it, with their evidence, without times. What else the same
 * program breaks is left out: whether a record that only the leader had is lost is up to the moment.
 */
export function goldenOf({ checks }: Pick<Verdict, 'checks'>, code: string): object {
  return {
    diagnosis: code,
    checks: checks
      .filter(({ diagnosis }) => diagnosis?.code === code)
      .map(({ title, diagnosis }) => ({
        title,
        // Sorted: a promise that resolves and the request on the wire may be seen in either order.
        evidence: diagnosis!.evidence.map(tell).sort(),
      })),
  };
}

/** Which partition a client reads first is up to it, so which crash point fails
 * first, and with which order, is left open. */
function tell({ actor, text, scene, details }: HistoryEvent): string {
  const isUpToIt = scene !== undefined || details.kind === 'effect' || details.kind === 'offsets';
  return `${actor}: ${isUpToIt ? open(text) : text}`;
}

const open = (text: string) => text.replace(/\b\d+\b/g, '#').replace(/killed the worker .*/, 'killed the worker');
