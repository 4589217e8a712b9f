import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { type ChangedFile, mistakePage } from './mistake-page.ts';

const BELIEVED = 'A worker that commits first charges no order twice, and that is all that a worker has to see to.';

const file = (solution: string, mistake: string, isOpen = false): ChangedFile => ({
  name: 'worker.ts',
  texts: { mistake, solution, stub: '' },
  solutionPath: 'solutions/03-commits/worker.ts',
  isOpen,
});

const page = (...files: ChangedFile[]): string[] => stripVTControlCharacters(mistakePage(BELIEVED, files)).split('\n');

test('a mistake begins with what its author believed, then come the author’s own lines', () => {
  expect(page(file('  await charge();\n', '  void charge();\n  await nothing();\n'))).toEqual([
    ' Its author believed: A worker that commits first charges no order twice, and',
    ' that is all that a worker has to see to.',
    '',
    ' The author’s own lines in worker.ts:',
    '  1 void charge();',
    '  2 await nothing();',
    ' The solution’s lines stand beside these once you have passed, or with --force.',
  ]);
});

test('lines keep their places to each other, and one that is too long goes on a little further in', () => {
  const long = `    const found = await ${'everything.'.repeat(7)}then(order);`;
  const lines = page(file('work();\n', `while (busy)\n${long}\n`)).slice(4, -1);
  expect(lines[0]).toBe('  1 while (busy)');
  expect(lines[1]).toMatch(/^ {2}2 {5}const found = await/);
  expect(lines[2]).toMatch(/^ {10}\S/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('a mistake whose file is open shows the solution’s lines beside its own', () => {
  expect(page(file('one\nawait charge();\nthree\n', 'one\nvoid charge();\nthree\n', true)).slice(3)).toEqual([
    '--- solutions/03-commits/worker.ts',
    '+++ the mistake',
    '@@ -1,3 +1,3 @@',
    ' one',
    '-await charge();',
    '+void charge();',
    ' three',
  ]);
});

test('of a long mistake as much is shown as leaves room for the verdict', () => {
  const many = Array.from({ length: 40 }, (_, index) => `await step(${index});`).join('\n');
  const lines = page(file('work();\n', many));
  expect(lines.length).toBeLessThan(20);
  expect(lines.at(-2)).toBe('   … and 28 more');
});
