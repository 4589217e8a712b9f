import { expect, test } from 'vitest';
import { testHome } from '../support/test-home.ts';
import { openPage } from './support/browser.ts';
import { siteInBrowser } from './support/site-in-browser.ts';

const home = testHome();
const up = siteInBrowser(home);

/** A real run on a busy machine, which may begin by starting Kafka. */
const patiently = { timeout: 90_000 };

test('the page beside the terminal follows a real run from its beginning to its timeline', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`);
  const { page } = opened;
  const summary = (text: string | RegExp) => page.locator('.summary', { hasText: text }).waitFor(patiently);
  await summary('not run yet');
  const run = home.start(['00', '--solution']);
  await summary(/starting Kafka|running/);
  await summary(/passed: 6 of 6 core checks/);
  expect(await page.locator('.live .checks > li.good').count()).toBe(6);
  expect(await page.locator('.live').innerText()).toContain('the solution');
  expect(await run.ended).toMatchObject({ code: 0 });
  const whole = page.getByRole('link', { name: 'The whole run, with its timeline' });
  await whole.click(patiently);
  await page.getByRole('img', { name: /^Timeline\. 00-first-record: / }).waitFor(patiently);
  expect(await page.evaluate("document.querySelector('.drawing img').naturalWidth")).toBeGreaterThan(600);
  await page.reload();
  await summary(/passed: 6 of 6 core checks/);
});

test('a run that is killed is shown as stopped, with the checks that it had decided', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`);
  const { page } = opened;
  const run = home.start(['00', '--mistake', 'send-not-awaited']);
  // The first of six; others take seconds after it.
  const own = page.locator('.live', { hasText: 'mistake send-not-awaited' });
  await own.locator('.checks > li.good').first().waitFor(patiently);
  run.child.kill('SIGKILL');
  await run.ended;
  await page.locator('.summary', { hasText: 'stopped before its verdict' }).waitFor(patiently);
  expect(await own.innerText()).not.toContain('running');
  expect(await own.locator('.checks > li.good').count()).toBeGreaterThan(0);
});
