import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { TimelineInput } from './input.ts';
import { timelineSvg } from './svg.ts';
import { timelineText } from './text.ts';

export { type Drawing, drawnEvents, type Row } from './drawn-events.ts';
export type { TimelineInput } from './input.ts';
export { timelineSvg } from './svg.ts';
export { timelineText } from './text.ts';

/** Writes the drawing of a run into a folder that exists, each file whole or not at all, and returns their paths. */
export async function writeTimeline(folder: string, input: TimelineInput): Promise<{ svg: string; text: string }> {
  const svg = join(folder, 'timeline.svg');
  const text = join(folder, 'timeline.txt');
  await writeFileAtomic(svg, timelineSvg(input));
  await writeFileAtomic(text, timelineText(input));
  return { svg, text };
}
