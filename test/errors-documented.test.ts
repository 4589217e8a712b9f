import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../harness/errors.ts';
import { courseRoot } from '../harness/paths.ts';

const read = (path: string): string => readFileSync(join(courseRoot, path), 'utf8');

const codes = [...[...read('bin/lab.mjs').matchAll(/code: '(\w+)'/g)].map(([, code]) => code!), ...errorCodes];
const page = read('docs/errors.md');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

test('every heading of the page is a code, and every code has one', () => {
  expect(page.match(/^#{1,6} /gm)).toHaveLength(codes.length + 1); // and the title
  expect([...sections.keys()].sort()).toEqual([...codes].sort());
});

test.each(codes)('%s has a meaning, a likely cause and a next step', (code) => {
  const section = sections.get(code);
  for (const part of ['Meaning', 'Likely cause', 'Next'])
    expect(section).toMatch(new RegExp(`^\\*\\*${part}:\\*\\* \\S.{20,}`, 'm'));
});

test('no code is dead: each is thrown somewhere', () => {
  const text = readdirSync(join(courseRoot, 'harness'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => read(join('harness', path)))
    .join('\n');
  expect(errorCodes.filter((code) => !text.includes(`code: '${code}'`))).toEqual([]);
});
