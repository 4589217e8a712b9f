import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from '../../course/labs.ts';
import { stateFolder } from '../../paths.ts';
import type { LatestRun } from './latest-run.ts';

/** The timeline of a run, for a page. */
export interface Drawing {
  /** Its address; it changes when the drawing does. */
  src: string;
  /** What it shows, in words: its own title and description. */
  alt: string;
  /** The same drawing as text. */
  text?: string;
  /** Of an earlier run than the latest one, which drew none. */
  isEarlier: boolean;
}

/** The latest run's timeline, else the last one that was drawn of its lab; undefined where there is none. */
export async function drawingOf(lab: Lab, run: LatestRun | undefined): Promise<Drawing | undefined> {
  const file = await timelineFile(lab, run);
  if (!file) return undefined;
  const [svg, text, { mtimeMs }] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(file.replace(/svg$/, 'txt'), 'utf8').catch(() => undefined),
    stat(file),
  ]);
  return {
    src: `${runAddress(lab)}/timeline.svg?at=${Math.round(mtimeMs)}`,
    alt: `Timeline. ${[elementText(svg, 'title'), elementText(svg, 'desc')].filter(Boolean).join('. ')}`,
    ...(text === undefined ? {} : { text }),
    isEarlier: run?.timelineMs === undefined,
  };
}

/** The file of the drawing that `drawingOf` tells of. */
export async function timelineFile(lab: Lab, run: LatestRun | undefined): Promise<string | undefined> {
  const own = run && join(run.folder, 'timeline.svg');
  const latest = join(stateFolder(), 'timelines', `${lab.number}.svg`);
  const file = own && run.timelineMs !== undefined ? own : latest;
  return stat(file).then(
    () => file,
    () => undefined,
  );
}

/** The page of a lab's latest run. */
export function runAddress({ name }: Lab): string {
  return `/labs/${name}/run`;
}

function elementText(svg: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(svg) ?? [];
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
