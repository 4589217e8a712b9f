import { expect, test } from 'vitest';
import { labAddress } from './lab-address.ts';

test.each([
  ['07', { lab: '07', part: undefined }],
  ['07.2', { lab: '07', part: '2' }],
  ['retry.1', { lab: 'retry', part: '1' }],
  ['labs/07-retry-dlt/', { lab: 'labs/07-retry-dlt/', part: undefined }],
  ['07-retry-dlt.3', { lab: '07-retry-dlt', part: '3' }],
  ['07.two', { lab: '07', part: 'two' }],
  ['07.', { lab: '07.', part: undefined }],
])('“%s” names a lab, and perhaps a part', (wanted, address) => {
  expect(labAddress(wanted)).toEqual(address);
});
