import { describe, expect, test } from 'vitest';
import { withoutTexts } from './without-texts.ts';

const areAlike = async (a: string, b: string) => (await withoutTexts(a)) === (await withoutTexts(b));

describe('a source is the same for a verdict', () => {
  test('whatever its comments, types and white space are', async () => {
    expect(await areAlike('/** Ends. */\nlet n: number = 1; // one', 'let n   = 1;\n\n// a first number')).toBe(true);
  });

  test('whatever a check is called, an event and a wait say, and a note tells', async () => {
    const source = (title: string, says: string) => `
      check('${title}', { task: 1 }, async (context) => {
        const seen = history.record('worker', \`${says} \${order.id} once more\`);
        await mustHappen('${says}', () => true, { withinMs: 5 });
        context.note('${says}');
      });`;
    expect(await areAlike(source('no order’s lost', 'charged'), source('each order is charged', 'paid'))).toBe(true);
  });
});

describe('a source is another one', () => {
  test('where code, a limit or the value inside of a text changes', async () => {
    const source = (value: string, ms: number) =>
      `history.record('a', \`it took \${${value}}\`); const WITHIN_MS = ${ms};`;
    expect(await areAlike(source('ms', 5), source('ms', 6))).toBe(false);
    expect(await areAlike(source('ms', 5), source('order.ms', 5))).toBe(false);
  });

  test('where SQL, a code or an actor changes', async () => {
    expect(await areAlike("query('SELECT id FROM a')", "query('SELECT id FROM b')")).toBe(false);
    expect(await areAlike("fail('late', [])", "fail('early', [])")).toBe(false);
    expect(await areAlike("history.record('worker', 'x')", "history.record('broker', 'x')")).toBe(false);
  });

  test('where a value stands between other words, in a template inside of a template', async () => {
    const source = (words: string, value: string) => `context.note(\`\${a} ${words} \${b(\`\${${value}} \`)}.\`)`;
    expect(await areAlike(source('of', 'c'), source('out of', 'c'))).toBe(true);
    expect(await areAlike(source('of', 'c'), source('of', 'd'))).toBe(false);
  });

  test('also where signs that take two places in memory stand before the text', async () => {
    expect(await areAlike("let a = '😀’'; check('one', f(1))", "let a = '😀’'; check('two', f(1))")).toBe(true);
    expect(await areAlike("let a = '😀’'; check('one', f(1))", "let a = '😀’'; check('one', f(2))")).toBe(false);
  });
});
