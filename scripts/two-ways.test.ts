import { expect, test } from 'vitest';
import { twoWays } from './two-ways.ts';

test('two ways are compared by medians, and by the ratios of rounds that were played in turns', () => {
  const table = twoWays<number>(
    ['straight', 'lane'],
    { without: [10, 20, 40, 1_000, 30], through: [11, 24, 60, 1_100, 33] },
    [['insert', (ms) => ms]],
  );
  const cells = table
    .split('\n')
    .filter((line) => line.includes('insert') || line.includes('ratio'))
    .map((line) => line.split('│').map((cell) => cell.trim()));
  expect(cells).toEqual([
    ['', 'median of', 'straight', 'lane', 'ratio', 'middle half of the rounds', ''],
    ['', 'insert', '30 ms', '33 ms', '1.10', '1.10 to 1.20', ''],
  ]);
});
