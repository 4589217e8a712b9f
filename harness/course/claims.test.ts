import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseRoot } from '../paths.ts';

/** Pages whose sentences are held by tests: a link, a colon, and the titles of the tests. */
const pages = [
  'docs/claims.md',
  'docs/console.md',
  'docs/producer-options.md',
  'docs/concepts/brokers-and-topics.md',
  'docs/concepts/producers.md',
  'docs/concepts/consumers-and-groups.md',
];

const read = (path: string): string => readFileSync(join(courseRoot, path), 'utf8');

/** A page without what stands in its blocks of code. */
const prose = (path: string): string => read(path).replaceAll(/^```[\s\S]*?^```$/gm, '');

/** Where a link of a page leads to, seen from the clone's folder. */
const target = (page: string, link: string): string =>
  relative(courseRoot, resolve(courseRoot, dirname(page), link || `../${page}`));

/** The anchor that Markdown renderers make of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const headings = (markdown: string): string[] => [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);

/** What a file says in whole: titles of tests, or headings and bullets (those under “Done when” are titles of checks). */
function titlesIn(path: string): string[] {
  const source = read(path);
  if (path.endsWith('.md'))
    return [...headings(source), ...[...source.matchAll(/^- (.+)$/gm)].map(([, item]) => item!)];
  return [...source.matchAll(/^ *(?:test|check)\(\s*(['"`])(.+?)\1,/gm)].map(([, , title]) => title!);
}

interface Held {
  file: string;
  title: string;
}

/** What a text names as holding it. */
const heldBy = (page: string, text: string): Held[] =>
  [...text.matchAll(/\]\(([^)#\s]+)[^)\s]*\): (“[^”]+”(?:, “[^”]+”)*)/g)].flatMap(([, link, titles]) =>
    [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ file: target(page, link!), title: title! })),
  );

/** The rows of a page's tables, by their cells; rows of headings left out. */
const rows = (page: string): string[][] =>
  [...prose(page).matchAll(/^\| (.+) \|$/gm)]
    .map(([, row]) => row!.split(' | '))
    .filter((cells, index, all) => !isRule(cells) && !isRule(all[index + 1]));

/** The line between a table's heading and its rows. */
const isRule = (cells: readonly string[] | undefined): boolean => cells?.[0]?.startsWith('---') ?? false;

describe.each(pages)('%s', (page) => {
  test('leads to files, and to headings, that exist', () => {
    for (const [, link, , heading] of prose(page).matchAll(/\]\(([^)#\s]*)(#([^)\s]+))?\)/g)) {
      const markdown = read(target(page, link!)); // throws where there is none
      if (heading !== undefined) expect(headings(markdown).map(anchor)).toContain(heading);
    }
  });

  test('names tests, and checks of labs, by titles that they have', () => {
    for (const { file, title } of heldBy(page, read(page))) expect(titlesIn(file), file).toContain(title);
  });
});

test.each(pages.filter((page) => page.startsWith('docs/concepts/')))('%s has its own words in the glossary', (page) => {
  const terms = [...read('docs/glossary.md').matchAll(/^\*\*(.+?)\*\*(?: \((.+?)\))?/gm)].flatMap(
    ([, ...names]) => names,
  );
  const words = [...prose(page).matchAll(/(?<![\p{L}\d_])_([^_\n]+)_(?![\p{L}\d_])/gu)].map(([, word]) =>
    word!.toLowerCase(),
  );
  expect(words.length).toBeGreaterThan(4);
  const known = new Set(terms.map((term) => term?.toLowerCase()));
  expect(words.filter((word) => !known.has(word) && !known.has(word.replace(/s$/, '')))).toEqual([]);
});

test('each claim names what holds it, or says that nothing here does', () => {
  const claims = rows('docs/claims.md');
  expect(claims.length).toBeGreaterThan(25);
  for (const cells of claims) {
    const holds = cells.at(-1)!;
    if (holds === 'not shown here') continue;
    const held = heldBy('docs/claims.md', holds);
    expect(held, holds).not.toEqual([]);
    expect(held, holds).toHaveLength(holds.match(/“/g)!.length); // none of them is written in another form
  }
});

test.each(['ProducerConfig', 'RetryOptions'])('each option of kafkajs’s %s has a line, and tests', (type) => {
  const page = 'docs/producer-options.md';
  const types = read('node_modules/kafkajs/types/index.d.ts');
  const [, body] = new RegExp(`^export interface ${type} \\{\\n([^}]*)\\}`, 'm').exec(types)!;
  const options = [...body!.matchAll(/^ +(\w+)\??:/gm)].map(([, option]) => option!);
  const [, section] = new RegExp(`^## ${type}$([\\s\\S]*?)^## `, 'm').exec(read(page))!;
  const lines = [...section!.matchAll(/^\| `(\w+)` \|/gm)].map(([, option]) => option!);
  expect(lines.toSorted()).toEqual(options.toSorted());
  for (const option of options) {
    const [line = ''] = new RegExp(`^- \`${option}\`: .*$`, 'm').exec(read(page)) ?? [];
    expect(heldBy(page, line), option).not.toEqual([]);
  }
});
