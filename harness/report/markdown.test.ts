import { readFile } from 'node:fs/promises';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { allLabs } from '../course/labs.ts';
import { renderMarkdown } from './markdown.ts';

test('a list keeps its marks and hangs its wrapped lines under the text', () => {
  const item = 'word '.repeat(30).trim();
  const [first, second] = renderMarkdown(`- **a**: ${item}`).split('\n');
  expect(first).toMatch(/^- /);
  expect(second).toMatch(/^ {2}word/);
});

test('a table becomes a list whose cells are named by the header', () => {
  const text = renderMarkdown('| acks | costs |\n| --- | --- |\n| `0` | no wait |');
  expect(text).toBe('- acks: 0\n    costs: no wait\n');
});

test('a quotation is marked on every line, code stays as it is', () => {
  expect(renderMarkdown('> said')).toBe('│ said\n');
  expect(renderMarkdown('```text\n a  b\n```')).toBe(' a  b\n');
});

test.each(await allLabs())(
  'the lesson of $name fits into 80 columns but for its code and drawings',
  async ({ lessonFile }) => {
    const source = (await readFile(lessonFile, 'utf8')).replace(/```[\s\S]*?```/g, '');
    const tooLong = renderMarkdown(source)
      .split('\n')
      .filter((line) => stringWidth(line) > 80);
    expect(tooLong).toEqual([]);
  },
);
