import { expect, test } from 'vitest';
import { sameVerdicts } from './same-verdicts.ts';

const HEAD = '| program | must be | was | runs |\n| --- | --- | --- | --- |';
const page = (...rows: string[]) => `# Proved\n\n## 00-first-record\n\n${[HEAD, ...rows].join('\n')}\n`;
const SOLUTION = '| solution | passed | passed | 1 of 1 |';
const LATE = '| mistake late | late | late | 2 of 2 |';

test('variants with the same outcome and diagnosis are counted', () => {
  expect(sameVerdicts(page(SOLUTION, LATE), page(SOLUTION, '| mistake late | late | late | 1 of 1 |'))).toMatch(
    /\| 00-first-record \| 2 \| 2 \| 2 \|$/,
  );
});

test('one with another diagnosis, or with a run that was not as it must be, is named', () => {
  const told = sameVerdicts(page(SOLUTION, LATE), page(SOLUTION, '| mistake late | late | lost | 0 of 1 |'));
  expect(told).toContain('| 00-first-record | 2 | 2 | 1 |');
  expect(told).toContain('- 00-first-record, mistake late: late (2 of 2 as it must be) on this machine, lost (0 of 1');
  const flaky = sameVerdicts(page(LATE), page('| mistake late | late | late | 1 of 2 |'));
  expect(flaky).toContain('| 00-first-record | 1 | 1 | 0 |');
});

test('a mistake that is harmless with the other database server says so', () => {
  const told = sameVerdicts(page(LATE), page('| mistake late | late | passed | 1 of 1 |'));
  expect(told).toContain('passed, as it does harm with another database server only in containers.');
});

test('what was not tried in containers is not said to be the same', () => {
  expect(sameVerdicts(page(SOLUTION, LATE), page(SOLUTION))).toContain('| 00-first-record | 2 | 1 | 1 |');
});
