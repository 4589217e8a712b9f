import { expect, test } from 'vitest';
import { COMMON_NEEDS, unmet } from './needs.ts';

const settings = (values: Record<string, string | null>) => new Map(Object.entries(values));

test('a setting that differs is named with its value, what it must be, and why', () => {
  expect(unmet(settings({ 'auto.create.topics.enable': 'true' }), COMMON_NEEDS)).toEqual([
    'auto.create.topics.enable is true, and must be false: a misspelt topic would be made instead of refused.',
  ]);
});

test('a number may be as large as it may be, and no larger', () => {
  const need = [{ name: 'n', is: { atMost: 500 }, otherwise: 'x' }];
  expect(unmet(settings({ n: '500' }), need)).toEqual([]);
  expect(unmet(settings({ n: '501' }), need)).toEqual(['n is 501, and must be 500 or less: x.']);
});

test('a setting that the broker does not tell is not judged', () => {
  expect(unmet(settings({ 'auto.create.topics.enable': null }), COMMON_NEEDS)).toEqual([]);
});
