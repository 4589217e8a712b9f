import { expect, test } from 'vitest';
import { chalk } from './style.ts';
import { unifiedDiff } from './unified-diff.ts';

const mine = { name: 'work/a.ts', text: 'one\ntwo\nthree\n' };

test('two files are compared as `diff -u` does', () => {
  const level = chalk.level;
  chalk.level = 0;
  const shown = unifiedDiff(mine, { name: 'solutions/a.ts', text: 'one\n2\nthree\n' });
  chalk.level = level;
  expect(shown?.split('\n')).toEqual([
    '--- work/a.ts',
    '+++ solutions/a.ts',
    '@@ -1,3 +1,3 @@',
    ' one',
    '-two',
    '+2',
    ' three',
  ]);
});

test('what is the same has no difference', () => {
  expect(unifiedDiff(mine, { ...mine, name: 'solutions/a.ts' })).toBeUndefined();
});
