import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { install } from '../harness/cluster/local/installation.ts';
import { encodeResponse } from '../harness/protocol/frame.ts';
import { refusal } from '../harness/tap/refusal.ts';
import { refusable, refusableNames } from './support/refusable.ts';

const parser = fileURLToPath(new URL('../harness/protocol/dump/ParseRefusals.java', import.meta.url));

/** The errors that Kafka’s own parser finds in each of these responses. */
async function parsed(lines: string[]): Promise<string[]> {
  const { java, classpath } = await install(() => {});
  const child = spawn(java.path, ['-cp', classpath, parser], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // it ended early, which its exit code tells
  child.stdin.end(`${lines.join('\n')}\n`);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(code).toBe(0);
  return said.trimEnd().split('\n');
}

test('Kafka’s own client reads the error, and no other, in each refusal of each version', async () => {
  const error = 'COORDINATOR_LOAD_IN_PROGRESS';
  const all = refusable();
  const errors = await parsed(
    all.map(({ api, request }) => {
      const bytes = encodeResponse(api, 7, refusal(api, request, error)).subarray(4);
      return `${api.key} ${api.version} ${bytes.toString('hex')}`;
    }),
  );
  expect([...new Set(all.map(({ api }) => api.name))].sort()).toEqual(refusableNames.toSorted());
  const named = (found: (index: number) => string | undefined) =>
    all.map(({ api: { name, version } }, index) => `${name} v${version}: ${found(index)}`);
  // Before version 7 a Fetch has an error for each partition and none for the whole: Kafka reads that as NONE.
  const hasNoWhole = (index: number) => all[index]!.api.name === 'Fetch' && all[index]!.api.version < 7;
  expect(named((index) => errors[index])).toEqual(named((index) => (hasNoWhole(index) ? `NONE ${error}` : error)));
});
