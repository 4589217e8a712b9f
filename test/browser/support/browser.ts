import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Debian's chromium, or the one that KAFKA_LABS_CHROMIUM names. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.KAFKA_LABS_CHROMIUM || '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`There is no ${executablePath}: apt-get install chromium, or set KAFKA_LABS_CHROMIUM.`);
  // A sandbox needs another user than root.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** What the browser complained of: errors of the script, of the policy, of what could not be loaded. */
  complaints: string[];
}

/** A page of its own, which complains of nothing unless a test takes the complaints away. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(address, { waitUntil: 'load' });
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe-core finds wrong with the page as it is now, by all of its rules; one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>('axe.run(document).then(({ violations }) => violations)');
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}: ${failureSummary}`),
  );
}

/** How many pixels the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Opens or closes every part that folds. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
}
