import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as run from '../../harness/docs-site/live/written-run.ts';
import { identify } from '../../harness/process/identity.ts';
import { testHome } from '../support/test-home.ts';
import { openPage, overflow, unfold, violations } from './support/browser.ts';
import { startSite, writeRun } from './support/site.ts';
import { siteInBrowser } from './support/site-in-browser.ts';

const LAB = '00-first-record';
const home = testHome();
const up = siteInBrowser(home);

const process_ = identify(process.pid);
const began = run.began({ process: process_ });
const deeper = { ...run.passed, title: 'a deeper claim', level: 'deeper' as const, tally: '20 of 21 crash points' };
const unsure = { ...run.passed, title: 'unsure', outcome: 'inconclusive' as const, reason: 'broker 2 died unasked' };
const waiting = { ...unsure, title: 'not tried', isNotTried: true as const, notes: ['A note.'] };
const checks = [run.passed, run.failed, deeper, unsure, waiting].map(run.decided);

const states = {
  starting: { says: 'starting Kafka', events: [began] },
  running: { says: '1 passed, 1 failed so far', events: [began, run.ready, ...checks, run.checkBegan('the next')] },
  passed: { says: 'passed: 1 of 1', events: [began, run.ready, run.decided(run.passed), run.ended('passed')] },
  failed: { says: 'not yet: 1 of 4', events: [began, run.ready, ...checks, run.ended('failed')] },
  'could not tell': { says: 'could not tell', events: [began, run.ready, ...checks, run.ended('inconclusive')] },
  'without a verdict': { says: 'no verdict: JAVA_MISSING', events: [began, run.gaveUp] },
  stopped: {
    says: 'stopped before its verdict',
    events: [run.began({ process: { ...process_, startTime: 'long ago' } }), run.ready, ...checks],
  },
};

describe.each(Object.entries(states))('a run that is %s', (_name, { says, events }) => {
  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)(
    'is said in words and has nothing that axe-core finds wrong (%s, %i wide)',
    async (colorScheme, width) => {
      writeRun(home, LAB, events);
      for (const path of [`/labs/${LAB}/lesson.md`, `/labs/${LAB}/run`]) {
        await using opened = await openPage(up.browser, up.site.address + path, {
          colorScheme,
          viewport: { width, height: 800 },
        });
        const { page } = opened;
        await page.locator('[data-following]').waitFor();
        expect(await page.locator('.summary').innerText()).toContain(says);
        expect(await violations(page)).toEqual([]);
        await unfold(page);
        expect(await violations(page)).toEqual([]);
        expect(await overflow(page)).toBe(0);
      }
    },
  );
});

test('the page of a run shows its drawing, with its words for those who do not see it, and its crash points', async () => {
  const folder = writeRun(home, LAB, states.failed.events);
  copyFileSync('docs/timeline.svg', join(folder, 'timeline.svg'));
  writeFileSync(
    join(folder, 'crash-points.md'),
    '| the worker was killed | what came of it |\n| --- | --- |\n| idle | — |\n',
  );
  await using opened = await openPage(up.browser, `${up.site.address}/labs/${LAB}/run`, {
    viewport: { width: 360, height: 800 },
  });
  const { page } = opened;
  const image = page.getByRole('img', {
    name: /^Timeline\. 03-auto-vs-sync-commit: .* offset 2 of orders-0 is committed/,
  });
  await image.waitFor();
  expect(await page.evaluate("document.querySelector('.drawing img').naturalWidth")).toBe(760);
  expect(await page.getByRole('cell', { name: 'idle' }).isVisible()).toBe(true);
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
});

test('what the reader opened stays open when the run goes on, and the focus stays where it is', async () => {
  writeRun(home, LAB, [began, run.ready, run.decided(run.failed), run.checkBegan('the next')]);
  await using opened = await openPage(up.browser, `${up.site.address}/labs/${LAB}/lesson.md`);
  const { page } = opened;
  await page.locator('[data-following]').waitFor();
  const happened = page.getByText('What happened, and why');
  await happened.focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('.evidence').getByText('close() resolved').isVisible()).toBe(true);
  writeRun(home, LAB, [began, run.ready, run.decided(run.failed), run.decided(run.passed), run.ended('failed')]);
  await page.locator('.summary', { hasText: 'not yet: 1 of 2' }).waitFor();
  expect(await page.locator('.evidence').getByText('close() resolved').isVisible()).toBe(true);
  expect(await page.evaluate('document.activeElement.innerText')).toBe('What happened, and why');
});

test('a screen reader is told of the end, and of nothing when the page is opened', async () => {
  writeRun(home, LAB, [began, run.ready]);
  await using opened = await openPage(up.browser, `${up.site.address}/labs/${LAB}/lesson.md`);
  const { page } = opened;
  await page.locator('[data-following]').waitFor();
  expect(await page.getByRole('status').innerText()).toBe('');
  writeRun(home, LAB, [began, run.ready, run.decided(run.passed), run.ended('passed')]);
  await page.getByRole('status').filter({ hasText: 'passed: 1 of 1 core checks' }).waitFor({ state: 'attached' });
});

test('a site that ended is said to be gone, and followed again when it is back', async () => {
  writeRun(home, LAB, [began, run.ready]);
  const first = await startSite(home);
  const port = new URL(first.address).port;
  await using opened = await openPage(up.browser, `${first.address}/labs/${LAB}/lesson.md`);
  const { page, complaints } = opened;
  await page.locator('[data-following]').waitFor();
  await first.end();
  await page.getByText('The site does not answer').waitFor();
  writeRun(home, LAB, [began, run.ready, run.decided(run.passed), run.ended('passed')]);
  const second = await startSite(home, ['--port', port]);
  await page.locator('.summary', { hasText: 'passed: 1 of 1' }).waitFor();
  expect(await page.getByText('The site does not answer').isVisible()).toBe(false);
  await second.end();
  complaints.length = 0; // the browser tells of each refused connection
});

test('a tab that nobody sees keeps no connection, and is up to date when it is seen', async () => {
  writeRun(home, LAB, [began, run.ready]);
  await using opened = await openPage(up.browser, `${up.site.address}/labs/${LAB}/lesson.md`);
  const { page } = opened;
  await page.locator('[data-following]').waitFor();
  const hide = (hidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
    );
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith(`/live/${LAB}/panel`));
  await hide(true);
  await ended;
  writeRun(home, LAB, [began, run.ready, run.decided(run.passed), run.ended('passed')]);
  await hide(false);
  await page.locator('.summary', { hasText: 'passed: 1 of 1' }).waitFor();
});
