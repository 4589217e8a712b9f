import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { testHome } from '../support/test-home.ts';
import { openPage } from './support/browser.ts';
import { siteInBrowser } from './support/site-in-browser.ts';

const home = testHome();
const up = siteInBrowser(home);

/** What has the focus, as a screen reader would name it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim().replace(/\\s+/g, ' ')",
  );

/** Presses Tab until this has the focus; every stop on the way must be seen. */
async function tabTo(page: Page, name: string, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(`${await focused(page)}: ${outline}`).toMatch(/: (solid|auto)$/);
    if ((await focused(page)) === name) return;
  }
  throw new Error(`${most} times Tab, and “${name}” did not have the focus`);
}

test('the first stop skips to the content, and the next one lies in it', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`);
  const { page } = opened;
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  expect(await page.getByText('Skip to the content').boundingBox()).toMatchObject({ y: expect.any(Number) });
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.keyboard.press('Tab');
  expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
});

test('a lesson is walked through by keyboard: from the first page to it, to a section, and to the next lab', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/`);
  const { page } = opened;
  await tabTo(page, 'acks: whose answer is a receipt?');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/labs/01-acks/lesson.md');
  await tabTo(page, 'What each value promises');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('location.hash')).toBe('#what-each-value-promises');
  const next = page.getByRole('link', { name: /^Next lab 02/ });
  await tabTo(page, (await next.innerText()).replaceAll(/\s+/g, ' '), 80);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/labs/02-min-insync-replicas/lesson.md');
});

test('a command is copied by keyboard, and that is said', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/01-acks/lesson.md`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = opened;
  await tabTo(page, 'Copy: npm run lab -- 01');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('npm run lab -- 01');
});

test('where the browser forbids to copy, that is said, and the code is selected', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/01-acks/lesson.md`);
  const { page } = opened;
  await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("forbidden"))');
  await page.getByRole('button', { name: 'Copy: npm run lab -- 01' }).first().click();
  await page.getByRole('status').filter({ hasText: 'Not copied' }).waitFor({ state: 'attached' });
  expect(await page.evaluate('getSelection().toString().trim()')).toBe('npm run lab -- 01');
});

test('a box that scrolls is a stop for Tab, and is scrolled by keyboard', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`, {
    viewport: { width: 360, height: 800 },
  });
  const { page } = opened;
  const box = page.locator('.scrolls[tabindex="0"]').first();
  await box.waitFor();
  await box.focus();
  await page.keyboard.press('ArrowRight');
  // Playwright's own waiting evaluates text within the page, which the site's policy forbids.
  await eventually('the box is scrolled', () => page.evaluate('document.activeElement.scrollLeft > 0'));
});

test('the eighty columns of a terminal fit beside the contents and the run, and are no stop for Tab', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`, {
    viewport: { width: 1280, height: 800 },
  });
  const { page } = opened;
  await page.locator('pre[tabindex="0"]').first().waitFor(); // a command that is longer
  expect(await page.locator('.output pre').count()).toBeGreaterThan(1);
  expect(await page.locator('.output pre[tabindex]').count()).toBe(0);
});

test('in a narrow window the run is a line at the bottom that opens by keyboard', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`, {
    viewport: { width: 700, height: 800 },
  });
  const { page } = opened;
  const hint = page.getByText('follow the run here');
  expect(await hint.isVisible()).toBe(false);
  await page.locator('.live summary').focus();
  await page.keyboard.press('Enter');
  expect(await hint.isVisible()).toBe(true);
});
