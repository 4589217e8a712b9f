import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { HistoryEvent } from '../history/events.ts';
import { stateFolder } from '../paths.ts';
import type { CheckVerdict, Verdict } from '../run/verdict.ts';
import { historiesOf } from './histories.ts';
import { type TimelineInput, writeTimeline } from './timeline/timeline.ts';

/**
 * Draws the part of a run that proves its verdict (of a run that passed: its first check) into the record folder and, to
 * be found again, as the latest one of its lab. Returns the latest drawings' paths: none where no history was kept, and
 * the table of crash points where the run tried some.
 */
export async function drawTimeline(
  verdict: Verdict,
  cause: Diagnosis | undefined,
  recordFolder: string,
): Promise<Drawings> {
  const input = await inputOf(verdict, cause);
  if (!input) return {};
  const { svg, text } = await writeTimeline(recordFolder, input);
  const folder = join(stateFolder(), 'timelines');
  await mkdir(folder, { recursive: true });
  const latest = join(folder, verdict.lab.slice(0, 2));
  await copyFile(svg, `${latest}.svg`);
  await copyFile(text, `${latest}.txt`);
  const table = join(recordFolder, 'crash-points.md');
  const hasTable = existsSync(table);
  if (hasTable) await copyFile(table, `${latest}-crash-points.md`);
  return { timeline: `${latest}.svg`, ...(hasTable ? { crashPoints: `${latest}-crash-points.md` } : {}) };
}

export interface Drawings {
  timeline?: string;
  crashPoints?: string;
}

async function inputOf({ lab, variant, checks }: Verdict, cause?: Diagnosis): Promise<TimelineInput | undefined> {
  const proving = cause?.evidence[0];
  const shown = checks.find(({ diagnosis }) => cause && diagnosis?.code === cause.code) ?? checks[0];
  if (!shown) return undefined;
  for await (const events of historiesOf(shown, checks)) {
    if (proving && !events.some((event) => isSame(event, proving))) continue;
    return {
      title: `${lab}: ${shown.title}`,
      description: describe(shown, variant, cause),
      events: events.filter(({ scene }) => scene === proving?.scene),
      proof: new Set(cause?.evidence.map(({ n }) => n)),
    };
  }
  return undefined;
}

const isSame = (a: HistoryEvent, b: HistoryEvent) => a.n === b.n && a.atMs === b.atMs && a.scene === b.scene;

function describe({ outcome }: CheckVerdict, variant: string, cause?: Diagnosis): string {
  const of = variant === 'work' ? 'your program' : variant;
  const [proving] = cause?.evidence ?? [];
  const where = proving?.scene ? ` It is the moment ${proving.scene}.` : '';
  return cause ? `${of}: ${cause.title}${where}` : `${of}: ${outcome}`;
}
