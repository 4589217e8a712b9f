import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HistoryWriter, readHistory } from '../harness/history/history-file.ts';
import { mountSmallDisk } from './support/small-disk.ts';

test('a history on a full disk never throws: close tells the error, and what fitted can be read', async ({ skip }) => {
  const disk = mountSmallDisk(1);
  if (!disk) return skip();
  onTestFinished(() => disk.unmount());
  const writer = new HistoryWriter(join(disk.folder, 'history.jsonl'), { lab: '02-commits', check: 'a check' });
  const text = 'a'.repeat(10_000);
  for (let n = 1; n <= 500; n++) writer.append({ n, atMs: n, actor: 'you', text, details: { kind: 'note' } });
  expect(await writer.close()).toMatchObject({ code: 'ENOSPC' });
  const { events, isCutOff } = await readHistory(writer.path);
  expect([events.length > 10, events.length < 500, isCutOff]).toEqual([true, true, true]);
});
