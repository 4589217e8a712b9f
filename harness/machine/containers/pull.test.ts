import { expect, test } from 'vitest';
import { fetched } from './pull.ts';

test('how much of an image is here is the sum of its layers', () => {
  const layers = [
    { id: 'a', progressDetail: { current: 30e6, total: 40e6 } },
    { id: 'b', progressDetail: { current: 1e6, total: 60e6 } },
    { id: 'c', status: 'Waiting' },
  ];
  expect(fetched(layers)).toBe('31 of 100 MB');
});
