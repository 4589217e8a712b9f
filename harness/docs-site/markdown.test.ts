import { expect, test } from 'vitest';
import { renderMarkdown } from './markdown.ts';

const shown = new Set(['labs/01-acks/lesson.md', 'docs/glossary.md', 'docs/timeline.svg']);
const render = (text: string, path = 'labs/01-acks/lesson.md') =>
  renderMarkdown({ text, path, isShown: (wanted) => shown.has(wanted) });
const body = (text: string, path?: string) => render(text, path).body.toString();

test('raw HTML is shown as text', () => {
  const page = body('<script>alert(1)</script>\n\nand <img src=x onerror=alert(1)> inline\n');
  expect(page).not.toMatch(/<script|<img/);
  expect(page).toContain('&lt;script&gt;');
});

test.each(['javascript:alert(1)', 'vbscript:x', 'data:text/html,x', 'file:///etc/passwd'])(
  'a link to %s is no link',
  (href) => {
    expect(body(`[here](${href})`)).not.toContain('<a');
  },
);

test('headings have anchors, and are told in order; two of the same text have two anchors', () => {
  const { title, headings } = render('# One `two`\n\n## A\n\n### _B_ c\n\n## A\n');
  expect(title).toBe('One two');
  expect(headings).toEqual([
    { level: 2, text: 'A', id: 'a' },
    { level: 3, text: 'B c', id: 'b-c' },
    { level: 2, text: 'A', id: 'a-1' },
  ]);
});

test('a link to a page of the course leads to its page on the site, with its anchor', () => {
  expect(body('[x](../../docs/glossary.md#acks)')).toContain('href="/docs/glossary.md#acks"');
  expect(body('[x](#your-task)')).toContain('href="#your-task"');
  expect(body('[x](https://kafka.apache.org/intro)')).toContain('href="https://kafka.apache.org/intro"');
  expect(body('![drawing](timeline.svg)', 'docs/evidence.md')).toContain('src="/docs/timeline.svg"');
});

test.each(['../../solutions/01-acks/sender.ts', 'lab.ts', '../../../../etc/passwd', '%2e%2e/%2e%2e/etc/passwd'])(
  'a link to %s, which the site does not show, is no link, and its text stays',
  (href) => {
    const page = body(`[the **file**](${href})`);
    expect(page).not.toMatch(/<a|href/);
    expect(page).toContain('<strong>file</strong></span>');
  },
);

test('a picture that the site does not show is its description', () => {
  expect(body('![a drawing](../../work/x.png)')).toBe('<p>a drawing</p>\n');
});

test('a block that a command printed says which; other comments are left out', () => {
  const page = body('<!-- output: npm run lab -- 01 -->\n```text\n ✗ a <claim>\n```\n\n<!-- end -->\nText\n');
  expect(page).toContain('<figcaption><code>npm run lab -- 01</code> prints:</figcaption>');
  expect(page).toContain('<span class="bad"> ✗ a &lt;claim&gt;</span>');
  expect(page).not.toMatch(/&lt;!--|end --/);
});

test('a comment within a line of text is text', () => {
  expect(body('put `<!-- output: x -->` above it')).toContain('<code>&lt;!-- output: x --&gt;</code>');
});

test('code is in colour where its language is known, and escaped in any case', () => {
  expect(body('```ts\nconst a = "<b>";\n```')).toMatch(/hljs-keyword.*&lt;b&gt;/);
  expect(body('```unknown\n<b>\n```')).toContain('&lt;b&gt;');
});
