import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { findLab } from '../harness/course/labs.ts';
import { solution } from '../harness/course/variants.ts';
import { Home } from '../test/support/home.ts';
import { startNode } from '../test/support/program.ts';

/**
 * `npm run bench-watch -- --labs 00,03`: how long after a save of a watched solution the first check, the last one before the
 * crash points, and the verdict are shown. Medians of one run; a program is compared with itself only.
 */
const { values } = parseArgs({
  options: { labs: { type: 'string', default: '00,03' }, saves: { type: 'string', default: '7' } },
});
const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

const table = new Table({
  head: ['lab', 'first check', 'before crash points', 'verdict'],
  style: { head: [], border: [] },
});
for (const wanted of values.labs.split(',')) {
  const lab = await findLab(wanted);
  const home = new Home();
  await home.lab([lab.number]); // copies the stubs, starts the cluster
  for (const [name, path] of Object.entries(solution(lab).files))
    writeFileSync(home.path('work', lab.name, name), readFileSync(path));
  const times = { first: [] as number[], calm: [] as number[], verdict: [] as number[] };
  const watched = startNode(['bin/lab.mjs', lab.number, '--watch'], {
    env: { KAFKA_LABS_HOME: home.folder, KAFKA_LABS_RUNTIME: 'local' },
  });
  let seen: { at: number; text: string }[] = [];
  let onVerdict = () => {};
  watched.child.stdout!.on('data', (chunk: string) => {
    for (const text of chunk.split('\n')) seen.push({ at: performance.now(), text });
    if (/^ watching /m.test(chunk)) onVerdict();
  });
  await new Promise<void>((resolve) => (onVerdict = resolve));
  const file = home.path('work', lab.name, lab.files[0]!);
  for (let save = 0; save < Number(values.saves); save++) {
    seen = [];
    const told = new Promise<void>((resolve) => (onVerdict = resolve));
    const from = performance.now();
    writeFileSync(file, `${readFileSync(file, 'utf8')}// save ${save}\n`);
    await told;
    const checks = seen.filter(({ text }) => /^ [✓✗?] /.test(text));
    const crash = seen.findIndex(({ text }) => /crash points|moments/.test(text));
    const calm = crash < 0 ? checks : checks.filter(({ at }) => at < seen[crash]!.at);
    times.first.push(checks[0]!.at - from);
    if (calm.length > 0) times.calm.push(calm.at(-1)!.at - from);
    times.verdict.push(performance.now() - from);
  }
  watched.child.kill('SIGINT');
  await watched.ended;
  await home.end();
  const ms = (all: number[]) => (all.length > 0 ? `${Math.round(median(all))} ms` : '-');
  table.push([lab.name, ms(times.first), ms(times.calm), ms(times.verdict)]);
}
console.log(`medians of ${values.saves} saves`);
console.log(table.toString());
