import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Installation } from './installed.ts';
import { NodeProcess } from './node-process.ts';
import type { NodePlan } from './node-settings.ts';

test('a node that is wiped keeps who it is and what it knows of the cluster, and loses every log', async () => {
  const folder = await temporaryFolder({
    'server.properties': 'node.id=2\n',
    'data/meta.properties': 'node.id=2\n',
    'data/bootstrap.checkpoint': '',
    'data/__cluster_metadata-0/00000000000000000000.log': '',
    'data/orders.1-0/00000000000000000000.log': 'a record',
    'data/__consumer_offsets-7/00000000000000000000.log': 'an offset',
    'data/recovery-point-offset-checkpoint': '0',
  });
  const plan = { id: 2, folder } as NodePlan;
  await new NodeProcess(plan, join(folder, 'node-2.log'), {} as Installation, {}).wipe();
  const kept = await readdir(join(folder, 'data'));
  expect(kept.sort()).toEqual(['__cluster_metadata-0', 'bootstrap.checkpoint', 'meta.properties']);
  expect(await readFile(join(folder, 'data/meta.properties'), 'utf8')).toBe('node.id=2\n');
  expect(await readFile(join(folder, 'server.properties'), 'utf8')).toBe('node.id=2\n');
});
