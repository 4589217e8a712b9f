import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { hintsOf, textsOf } from './texts.ts';

const codes = { 'no-key': { section: 'keys' }, lost: { section: 'acks', isConsequence: true as const } };
const entry = (code: string, title: string, hints = ['one?', 'two `a`.', 'three.']) =>
  `## ${code}\n\n${title}\n\nBecause of _that_.\n\n${hints.map((hint, n) => `${n + 1}. ${hint}`).join('\n')}\n`;
const english = `# Texts\n\n${entry('no-key', 'No key.')}\n${entry('lost', 'It is lost.')}`;
const folderOf = (tree: Record<string, string>) => temporaryFolder(tree);

describe('the texts of diagnoses', () => {
  test('are a title, a why and three hints, beside what is known of the code', async () => {
    const folder = await folderOf({ 'en/diagnoses.md': english });
    expect(textsOf(folder, 'diagnoses.md', codes)).toEqual({
      'no-key': {
        section: 'keys',
        title: 'No key.',
        why: 'Because of _that_.',
        hints: ['one?', 'two `a`.', 'three.'],
      },
      lost: expect.objectContaining({ title: 'It is lost.', isConsequence: true }),
    });
  });

  test('are those of a language, and in English where it has none', async () => {
    const folder = await folderOf({ 'en/diagnoses.md': english, 'ko/diagnoses.md': entry('no-key', '키가 없다.') });
    const texts = textsOf(folder, 'diagnoses.md', codes, 'ko');
    expect([texts['no-key']!.title, texts.lost!.title]).toEqual(['키가 없다.', 'It is lost.']);
  });

  test('keep the rank of the codes, whatever the sequence in the file is', async () => {
    const folder = await folderOf({ 'en/diagnoses.md': `${entry('lost', 'L.')}\n${entry('no-key', 'N.')}` });
    expect(Object.keys(textsOf(folder, 'diagnoses.md', codes))).toEqual(['no-key', 'lost']);
  });

  test.each([
    ['a code without a text', entry('no-key', 'No key.'), 'lost needs a title and a why'],
    ['a text without a code', `${english}\n${entry('late', 'Late.')}`, 'there is no diagnosis late'],
    ['a text that stands twice', `${english}\n${entry('lost', 'Lost.')}`, 'has lost twice'],
    ['two hints', `${entry('no-key', 'No key.', ['a', 'b'])}\n${entry('lost', 'Lost.')}`, 'has 2 hints'],
    ['a third paragraph', english.replace('Because', 'One more.\n\nBecause'), 'each one paragraph'],
  ])('are refused with %s', async (_, page, told) => {
    const folder = await folderOf({ 'en/diagnoses.md': page });
    expect(() => textsOf(folder, 'diagnoses.md', codes)).toThrow(told);
  });
});

describe('the hints of decisions', () => {
  test('stand under the numbers of the decisions', async () => {
    const folder = await folderOf({ 'en/decisions.md': '## 1\n\n1. a\n2. b\n3. c\n\n## 2\n\n1. d\n2. e\n3. f\n' });
    expect(hintsOf(folder, 'decisions.md')).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
    expect(hintsOf(folder, 'none.md')).toEqual([]);
  });

  test('are refused where a number is left out', async () => {
    const folder = await folderOf({ 'en/decisions.md': '## 2\n\n1. a\n2. b\n3. c\n' });
    expect(() => hintsOf(folder, 'decisions.md')).toThrow('decision 1 has the heading 2');
  });
});
