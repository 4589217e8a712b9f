import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseRoot } from '../paths.ts';
import { anchorOf } from './anchor.ts';
import { courseFiles, readCourseFile } from './course-files.ts';
import { GLOSSARY, termsOf } from './glossary.ts';
import { renderMarkdown } from './markdown.ts';

const files = await courseFiles();
const terms = termsOf(String(await readCourseFile(files.get(GLOSSARY)!)));
const pages = await Promise.all(
  [...files.values()]
    .filter(({ kind }) => kind !== 'picture')
    .map(async (file) => {
      const text = String(await readCourseFile(file));
      return {
        path: file.path,
        text,
        ...renderMarkdown({ text, path: file.path, isShown: (path) => files.has(path), terms }),
      };
    }),
);
const idsOf = (page: string): string[] => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
const anchors = new Map(pages.map(({ path, body }) => [`/${path}`, new Set(idsOf(body.toString()))]));

test('the site shows every lesson and all of docs/, and nothing of the solutions', () => {
  const paths = [...files.keys()];
  expect(paths.filter((path) => path.endsWith('/lesson.md')).length).toBeGreaterThan(8);
  expect(paths).toContain('docs/errors.md');
  expect(paths.filter((path) => /solutions|\.ts$/.test(path))).toEqual([]);
});

test.each(pages)('every link of $path within the course leads to a page, and to a heading of it', ({ path, body }) => {
  const page = body.toString();
  const links = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, href]) => href!);
  const internal = links.filter((href) => !/^https?:/.test(href));
  const dead = internal.filter((href) => {
    const { pathname, hash } = new URL(href, `http://site/${path}`);
    if (!files.has(decodeURI(pathname).slice(1))) return true;
    return hash !== '' && !anchors.get(pathname)?.has(decodeURIComponent(hash.slice(1)));
  });
  expect(dead).toEqual([]);
  // What holds a claim is a test, which is a file of the course and no page of the site.
  const notShown = [...page.matchAll(/class="not-shown" title="In the folder of the course: ([^"]*)"/g)];
  for (const [, file] of notShown) {
    expect(file).toMatch(/^test\/.*\.test\.ts$/);
    expect(existsSync(join(courseRoot, file!))).toBe(true);
  }
});

test.each(pages)('$path has a title, and shows no comment', ({ path, title, body }) => {
  expect(title).not.toBe(path);
  const text = body.toString().replaceAll(/<code>.*?<\/code>/gs, '');
  expect(text).not.toContain('&lt;!--');
});

test.each(pages)('no two elements of $path have the same anchor', ({ body }) => {
  const ids = idsOf(body.toString());
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(pages)('the headings of $path have the anchors that the terminal prints', ({ headings, text }) => {
  // What harness/course/lessons.test.ts holds diagnoses to: no heading may be one of which two makers of anchors disagree.
  const printed = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s+/g, '-');
  expect(text).toContain('# ');
  for (const { text: heading } of headings) expect(anchorOf(heading)).toBe(printed(heading));
});

test('each term of the glossary has an anchor, and lessons lead to it', () => {
  const glossary = anchors.get(`/${GLOSSARY}`)!;
  expect(terms.size).toBeGreaterThan(50);
  expect([...terms].filter((term) => !glossary.has(term))).toEqual([]);
  const links = pages.flatMap(({ body }) => [...body.toString().matchAll(/href="\/docs\/glossary\.md(#[^"]*)?"/g)]);
  const exact = links.filter(([, hash]) => hash !== undefined);
  expect(exact.length / links.length).toBeGreaterThan(0.8);
});
