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
 * How a run differs from what is golden, or undefined. One golden check at least must name the misconception again, and
 * show each of its golden lines. Which claims a race breaks, and which boundary it was that a killed worker had reached, is
 * up to the moment, and to how busy the machine is.
 */
export function goldenDifference(golden: Golden, actual: Golden): string | undefined {
  if (golden.diagnosis !== actual.diagnosis) return `its golden evidence is about ${golden.diagnosis}`;
  if (golden.checks.length === 0) return 'its golden evidence names no check';
  const differences = golden.checks.map(({ title, evidence }) => {
    const found = actual.checks.find((check) => check.title === title);
    if (!found) return `“${title}” does not name ${golden.diagnosis}, as its golden evidence says`;
    const missing = without(evidence, found.evidence);
    if (missing.length === 0) return undefined;
    return `“${title}” does not show what its golden evidence says: ${missing.join(' / ')}; it shows ${found.evidence.join(' / ')}`;
  });
  return differences.includes(undefined) ? undefined : differences.join('; ');
}

/**
 * What both of two runs prove. Golden evidence that is updated run after run holds in the end what each of them showed. Where
 * the runs have no check in common, which no program's two runs should, the later one counts.
 */
export function commonGolden(earlier: Golden, later: Golden): Golden {
  if (earlier.diagnosis !== later.diagnosis) return later;
  const checks = later.checks.flatMap(({ title, evidence }) => {
    const before = earlier.checks.find((check) => check.title === title);
    return before ? [{ title, evidence: without(evidence, without(evidence, before.evidence)) }] : [];
  });
  return checks.length > 0 ? { ...later, checks } : later;
}

/** The lines that are left when each of the others has taken away one that is the same, whichever order or partition it is about. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = others.map(whichever);
  return lines.filter((line) => {
    const at = left.indexOf(whichever(line));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * A client that has several partitions reads, or sends to, either of them first, and so comes to this order or to that one.
 * MariaDB and MySQL name a table, a key and a user in different words, and the user by its host.
 */
const whichever = (line: string): string =>
  line
    .replace(/\b([a-z][a-z.-]*-|offset )\d+/gi, '$1#')
    .replace(/@'[^']*'/g, '@…')
    .replace(/ for table .*/, '')
    .replace(/ for key '(\w+\.)?/, " for key '");

/** Which partition a client reads first is up to it, so which crash point fails first, and with which order, is left open;
 * so are the numbers and the values in SQL, which hold ids and times. */
function tell({ actor, text, scene, details }: HistoryEvent): string {
  const isUpToIt = scene !== undefined || UP_TO_IT.has(details.kind);
  const nameless = text.replace(MADE_UP, '#');
  return `${actor}: ${isUpToIt ? open(nameless) : nameless}`;
}

/** What a run makes up: the ids of its topics and groups, those of members, and the names of schemas. */
const MADE_UP = /\bshop_[0-9a-f]{8}_\d+\b|\b[0-9a-f]{8}(\.\d+|(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?!\w)/g;

const UP_TO_IT = new Set<EventDetails['kind']>(['effect', 'offsets', 'command', 'reply']);

const open = (text: string) =>
  text
    .replace(/\b\d+\b/g, '#')
    .replace(/killed the worker .*/, 'killed the worker')
    .replace(/\bVALUES\b.*/i, 'VALUES …');
