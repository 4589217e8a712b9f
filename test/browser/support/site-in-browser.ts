import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Home } from '../../support/home.ts';
import { launchChromium } from './browser.ts';
import { type Site, startSite } from './site.ts';

/** The site of one test file and a browser: up before its first test. After its last the site must have ended in peace. */
export function siteInBrowser(home: Home): { readonly site: Site; readonly browser: Browser } {
  const started: { site?: Site; browser?: Browser } = {};
  beforeAll(async () => {
    [started.site, started.browser] = await Promise.all([startSite(home), launchChromium()]);
  });
  afterAll(async () => {
    await started.browser?.close();
    expect(await started.site?.end()).toMatchObject({ code: 0, stderr: '' });
  });
  return started as { site: Site; browser: Browser };
}
