import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { HistoryEvent } from '../../history/events.ts';
import { stateFolder } from '../../paths.ts';
import type { CheckVerdict, Verdict } from '../../run/verdict.ts';
import { historiesOf } from '../histories.ts';
import { compareSvg } from './compare-svg.ts';
import { compareText } from './compare-text.ts';
import type { ComparedRun, CompareInput } from './input.ts';

/** The check of a run that is worth comparing: the one that names the cause, else one that did not pass, else the first. */
export function checkToCompare({ checks }: Verdict, cause: Diagnosis | undefined): CheckVerdict {
  const tried = checks.filter(({ isNotTried }) => !isNotTried);
  const named = tried.find(({ diagnosis }) => cause !== undefined && diagnosis?.code === cause.code);
  return named ?? tried.find(({ outcome }) => outcome !== 'passed') ?? tried[0]!;
}

/** Both runs of that check, at the same moment. Where one of them never came to it, or kept no history, its events are none. */
export async function comparison(
  check: CheckVerdict,
  mine: { name: string; verdict: Verdict },
  theirs: { name: string; verdict: Verdict },
): Promise<CompareInput> {
  const moment = check.diagnosis?.evidence.find(({ scene }) => scene !== undefined)?.scene;
  const run = async ({ name, verdict }: { name: string; verdict: Verdict }): Promise<ComparedRun> => ({
    name,
    outcome: outcomeOf(verdict.checks.find(({ title }) => title === check.title)),
    events: await eventsOf(verdict, check.title, moment),
  });
  return { title: check.title, moment, mine: await run(mine), theirs: await run(theirs) };
}

function outcomeOf(check: CheckVerdict | undefined): string {
  if (!check) return 'It was not tried.';
  return check.diagnosis?.title ?? (check.outcome === 'passed' ? 'It passes.' : `${check.outcome}: ${check.reason}`);
}

async function eventsOf({ checks }: Verdict, title: string, moment: string | undefined): Promise<HistoryEvent[]> {
  const own = checks.find((check) => check.title === title);
  for await (const events of historiesOf(own, checks)) {
    const found = events.filter(({ scene }) => scene === moment);
    if (found.length > 0) return found;
  }
  return [];
}

/** Writes the comparison beside the lab's timeline; returns the text and both paths. */
export async function writeComparison(
  lab: string,
  input: CompareInput,
): Promise<{ text: string; textFile: string; svgFile: string }> {
  const folder = join(stateFolder(), 'timelines');
  await mkdir(folder, { recursive: true });
  const text = compareText(input);
  const [textFile, svgFile] = ['txt', 'svg'].map((kind) => join(folder, `${lab.slice(0, 2)}-compare.${kind}`));
  await writeFileAtomic(textFile!, text);
  await writeFileAtomic(svgFile!, compareSvg(input));
  return { text, textFile: textFile!, svgFile: svgFile! };
}
