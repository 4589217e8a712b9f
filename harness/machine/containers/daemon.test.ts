import { getContainerRuntimeClient } from 'testcontainers';
import { expect, test, vi } from 'vitest';
import { connectToDaemon } from './daemon.ts';

vi.mock('testcontainers');

test('where no daemon answers, what testcontainers said is told, and what to do', async () => {
  vi.mocked(getContainerRuntimeClient).mockRejectedValue(
    new Error('Could not find a working container runtime strategy'),
  );
  await expect(connectToDaemon()).rejects.toMatchObject({
    code: 'CONTAINERS_UNAVAILABLE',
    why: expect.stringContaining('Could not find a working container runtime strategy'),
    next: expect.stringContaining('--runtime local'),
  });
});
