import { expect, test } from 'vitest';
import { parseTestOptions } from './test-options.ts';

test('without options, a newcomer’s proof on this machine is asked for', () => {
  expect(parseTestOptions([])).toEqual({ whole: false, publish: false, minutes: 2, runtime: 'local' });
});

test('a budget, a whole proof and another runtime can be asked for', () => {
  expect(parseTestOptions(['--minutes', '0.5'])).toMatchObject({ minutes: 0.5 });
  expect(parseTestOptions(['--whole', '--publish', '--runtime', 'containers'])).toMatchObject({
    whole: true,
    publish: true,
    runtime: 'containers',
  });
});

test.each([
  [['--publish'], '--whole --publish'],
  [['--whole', '--minutes', '5'], 'leave one of them out'],
  [['--minutes', 'five'], 'a number of minutes'],
  [['--minutes', ''], 'a number of minutes'],
  [['--runtime', 'cloud'], 'local or containers'],
  [['--hole'], '--hole'],
  [['03'], '03'],
])('%j is refused, and what to type is said', (args, told) => {
  expect(() => parseTestOptions(args)).toThrow(told);
});
