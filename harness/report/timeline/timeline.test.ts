import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killedBeforeCommit } from './stories.ts';
import { timelineSvg, timelineText, writeTimeline } from './timeline.ts';

test('both drawings are written, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'timeline-'));
  try {
    const input = { title: 'A title', description: 'What it is about.', ...killedBeforeCommit() };
    const { svg, text } = await writeTimeline(folder, input);
    expect(await readFile(svg, 'utf8')).toBe(timelineSvg(input));
    expect(await readFile(text, 'utf8')).toBe(timelineText(input));
    expect((await readdir(folder)).sort()).toEqual(['timeline.svg', 'timeline.txt']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
