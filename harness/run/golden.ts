import type { EventDetails, HistoryEvent } from '../history/events.ts';
import type { Verdict } from './verdict.ts';

export interface Golden {
  diagnosis: string;
  checks: { title: string; evidence: string[] }[];
}

/**
 * What a run proves of one misconception: the checks that name it, with their evidence, without times. What else the same
 * program breaks is left out: whether a record that only the leader had is lost is up to the moment.
 */
export function goldenOf({ checks }: Pick<Verdict, 'checks'>, code: string): Golden {
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

/**
 * How a run differs from what is golden, or undefined. Each golden check must name the misconception again, with the same
 * evidence. Others may do so too: whether a race breaks one claim more is up to the moment.
 */
export function goldenDifference(golden: Golden, actual: Golden): string | undefined {
  if (golden.diagnosis !== actual.diagnosis) return `its golden file is about ${golden.diagnosis}`;
  if (golden.checks.length === 0) return 'its golden file names no check';
  for (const { title, evidence } of golden.checks) {
    const found = actual.checks.find((check) => check.title === title);
    if (!found) return `“${title}” does not name ${golden.diagnosis}, as its golden file says`;
    const at = evidence.findIndex((line, index) => line !== found.evidence[index]);
    if (at >= 0 || found.evidence.length !== evidence.length)
      return `“${title}” differs from its golden file: ${found.evidence.join(' / ')} instead of ${evidence.join(' / ')}`;
  }
  return undefined;
}

/** Which partition a client reads first is up to it, so which crash point fails first, and with which order, is left open;
 * so are the numbers in SQL, which hold ids and times. */
function tell({ actor, text, scene, details }: HistoryEvent): string {
  const isUpToIt = scene !== undefined || UP_TO_IT.has(details.kind);
  return `${actor}: ${isUpToIt ? open(text) : text}`;
}

const UP_TO_IT = new Set<EventDetails['kind']>(['effect', 'offsets', 'command', 'reply']);

const open = (text: string) => text.replace(/\b\d+\b/g, '#').replace(/killed the worker .*/, 'killed the worker');
