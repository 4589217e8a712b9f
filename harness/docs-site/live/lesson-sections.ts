import { readFile } from 'node:fs/promises';
import type { Lab } from '../../course/labs.ts';
import { anchorOf } from '../anchor.ts';

/** The headings of a lab's lesson by their anchors, which diagnoses name. */
export async function lessonSections({ lessonFile }: Pick<Lab, 'lessonFile'>): Promise<Map<string, string>> {
  const lesson = await readFile(lessonFile, 'utf8').catch(() => '');
  const headings = [...lesson.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.replaceAll(/[`_*]/g, ''));
  return new Map(headings.map((heading) => [anchorOf(heading), heading]));
}
