import { describe, expect, test } from 'vitest';
import { testHome } from '../support/test-home.ts';
import { openPage, overflow, unfold, violations } from './support/browser.ts';
import { siteInBrowser } from './support/site-in-browser.ts';

const home = testHome();
const up = siteInBrowser(home);

const pages = {
  start: '/',
  'a lesson': '/labs/03-auto-vs-sync-commit/lesson.md',
  'the longest lesson': '/labs/07-retry-dlt/lesson.md',
  'a run that was not': '/labs/03-auto-vs-sync-commit/run',
  'the index of docs': '/docs/README.md',
  glossary: '/docs/glossary.md',
  errors: '/docs/errors.md',
  'a page of wide tables': '/docs/verified.md',
  'a page with a drawing': '/docs/evidence.md',
};

describe.each(['light', 'dark'] as const)('%s,', (colorScheme) => {
  describe.each([360, 1280])('%i wide,', (width) => {
    const options = { colorScheme, viewport: { width, height: 800 } };

    test.each(Object.entries(pages))('%s has nothing that axe-core finds wrong, and fits', async (_name, path) => {
      await using opened = await openPage(up.browser, up.site.address + path, options);
      const { page } = opened;
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await unfold(page);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    });

    test('so has the page that is none', async () => {
      await using opened = await openPage(up.browser, `${up.site.address}/nothing/here`, options);
      expect(await violations(opened.page)).toEqual([]);
      expect(await overflow(opened.page)).toBe(0);
      expect(opened.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
    });
  });
});

test('without JavaScript a lesson is readable: contents, code, and how the latest run stands', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/labs/00-first-record/lesson.md`, {
    javaScriptEnabled: false,
    viewport: { width: 360, height: 800 },
  });
  const { page } = opened;
  for (const text of ['Where a reader begins', 'npm run lab -- doctor', 'not run yet'])
    expect(await page.getByText(text).first().isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: /Copy/ }).count()).toBe(0);
});

test('a drawing of a run is loaded, and code is in colour', async () => {
  await using opened = await openPage(up.browser, `${up.site.address}/docs/evidence.md`);
  const { page } = opened;
  expect(await page.evaluate("document.querySelector('article img').naturalWidth")).toBeGreaterThan(600);
  await page.goto(`${up.site.address}/labs/00-first-record/lesson.md`);
  const colourOf = (selector: string) => page.evaluate(`getComputedStyle(document.querySelector('${selector}')).color`);
  expect(await colourOf('.hljs-keyword')).not.toBe(await colourOf('article'));
});

test('axe-core would find what is wrong', async () => {
  await using opened = await openPage(up.browser, up.site.address);
  const { page } = opened;
  await page.evaluate("document.querySelector('main').append(document.createElement('button'), new Image())");
  const found = await violations(page);
  expect(found).toEqual([expect.stringMatching(/^button-name/), expect.stringMatching(/^image-alt/)]);
});
