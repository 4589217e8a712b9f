import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { updateProgress } from '../harness/course/progress.ts';
import { serveSite } from '../harness/docs-site/serve-site.ts';
import { courseRoot } from '../harness/paths.ts';
import { command } from './command.ts';
import { smallerPng } from './smaller-png.ts';

/**
 * `npm run site-screens`: docs/screens/ anew, of the docs site in Debian's chromium (or the one that KAFKA_LABS_CHROMIUM
 * names): the first page of somebody who has begun, and a lesson beside a real run of a mistake.
 */
const MOST_BYTES = 150_000;
const folder = join(courseRoot, 'docs', 'screens');
const home = mkdtempSync(join(tmpdir(), 'kafka-labs-screens-'));
process.env.KAFKA_LABS_HOME = home;

const lab = (...args: string[]) => command(process.execPath, ['bin/lab.mjs', ...args], { show: () => {} });
await lab('00', '--mistake', 'send-not-awaited');
await lab('down');
await updateProgress('00-first-record', (progress) => {
  progress.attempts = 4;
  progress.passedAt = '2026-01-31T10:51:01.123Z';
  progress.bestMs = 4_100;
});

const site = await serveSite(0);
const browser = await chromium.launch({
  executablePath: process.env.KAFKA_LABS_CHROMIUM || '/usr/bin/chromium',
  // Letters with coloured edges make a picture twice as large.
  args: ['--disable-lcd-text', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await mkdir(folder, { recursive: true });
  await page.goto(`http://127.0.0.1:${site.port}/`);
  await take(page, 'site-start.png');
  await page.goto(`http://127.0.0.1:${site.port}/labs/00-first-record/lesson.md#when-has-the-broker-got-it`);
  await page.locator('[data-following]').waitFor();
  await page.getByText('What happened, and why').first().click();
  await take(page, 'site-lesson.png');
} finally {
  await browser.close();
  await site.close();
  rmSync(home, { recursive: true });
}

async function take(page: Page, name: string): Promise<void> {
  const picture = smallerPng(await page.screenshot());
  if (picture.length > MOST_BYTES) throw new Error(`${name} would have ${picture.length} bytes`);
  await writeFile(join(folder, name), picture);
  console.log(`docs/screens/${name}: ${Math.round(picture.length / 1_000)} kB`);
}
