import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseRoot } from '../paths.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const forbidden = [
  "await eventually('it comes', probe).catch(() => {});",
  "await eventually<number>('it comes', probe, { withinMs: 1 }).catch(() => undefined);",
  "await mustHappen('it comes', probe, must).catch(() => {});",
  "await mayHappen('it comes', probe, { withinMs: 1 }).then(() => 1, () => 2);",
  "await topic.leader().catch(() => fail('no-leader', []));",
  "await call.catch(async () => inconclusive('it was not there'));",
  "await call.then(() => {}, () => fail('no-leader', []));",
  "try { await call; } catch { fail('no-leader', []); }",
  "try { await call; } catch (error) { if (error) fail('no-leader', []); }",
];
const allowed = [
  "await mustHappen('it comes', probe, { withinMs: 1, otherwise: () => fail('no-leader', []) });",
  'call.catch(() => {}); // it is killed',
  "await call.then(() => fail('no-leader', []));",
  'try { await call; } catch (error) { if (!isRefusal(error)) throw error; }',
];

interface Plugin {
  path: string;
  includes: string[];
}

/** The lines of these statements of a lab's check for which the course’s own plugins of the linter have an error. */
async function linesWithErrors(statements: readonly string[]): Promise<number[]> {
  const ours = JSON.parse(await readFile(join(courseRoot, 'biome.json'), 'utf8')) as { plugins: Plugin[] };
  const plugins = ours.plugins.map(({ path, includes }) => ({ path: join(courseRoot, path), includes }));
  const folder = await temporaryFolder({
    'biome.json': JSON.stringify({ plugins, linter: { rules: { preset: 'none' } } }),
    'labs/09-orders/orders.checks.ts': `${statements.join('\n')}\n`,
  });
  const biome = join(courseRoot, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { start: { line: number } } }[];
  };
  return diagnostics.filter(({ category }) => category === 'plugin').map(({ location }) => location.start.line);
}

test('the linter forbids labs to catch a wait, and to blame for whatever was thrown', async () => {
  expect(await linesWithErrors(forbidden)).toEqual(forbidden.map((_, index) => index + 1));
});

test('the linter allows labs to wait with what tells a no from an error, and to let errors through', async () => {
  expect(await linesWithErrors(allowed)).toEqual([]);
});
