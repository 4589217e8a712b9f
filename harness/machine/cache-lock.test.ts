import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { lockCache } from './cache-lock.ts';

test('one holds the lock at a time; the next one says that it waits, and then has it', async () => {
  vi.stubEnv('KAFKA_LABS_CACHE', await temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const said: string[] = [];
  const order: string[] = [];
  const release = await lockCache((text) => said.push(text));
  const second = lockCache((text) => said.push(text)).then((releaseSecond) => {
    order.push('second has it');
    return releaseSecond();
  });
  await expect.poll(() => said, { interval: 2 }).toEqual([expect.stringContaining('waiting for it')]);
  order.push('first gives it back');
  await release();
  await second;
  expect(order).toEqual(['first gives it back', 'second has it']);
});
