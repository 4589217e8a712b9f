import { checksVersion } from '../../course/checks-version.ts';
import { allLabs, type Lab } from '../../course/labs.ts';
import { haveChecksChanged, isPassed, type LabProgress, progressOf, readProgress } from '../../course/progress.ts';
import { progressWords } from '../../report/progress-words.ts';
import { chalk } from '../../report/style.ts';
import { Keys } from '../watch/keys.ts';

interface Row {
  lab: Lab;
  progress: LabProgress | undefined;
  checksChanged: boolean;
}

/** `npm run lab`: the labs, how far the learner is, and what is next; on a terminal, Enter goes on there. */
export async function list({ json }: { json?: boolean }): Promise<number> {
  const progress = await readProgress((keptAs) =>
    console.error(`The progress file could not be read; it is kept as ${keptAs}.`),
  );
  const rows = await Promise.all((await allLabs()).map((lab) => rowOf(lab, progressOf(progress, lab.name))));
  const next = rows.find((row) => !isPassed(row.progress))?.lab;
  if (json) {
    console.log(JSON.stringify({ labs: rows.map(rowJson), next: next?.name ?? null }));
    return 0;
  }
  console.log(`\n${rows.map((row) => lines(row, row.lab === next)).join('\n')}`);
  if (!next) {
    console.log('\n All labs are passed. `npm run lab -- verify` shows how they are proved.\n');
    return 0;
  }
  console.log(`\n next: npm run lab -- ${next.number}\n`);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 0;
  console.log(` Enter goes on with ${next.number} and watches your file; any other key ends.`);
  if ((await aKey()) !== 'enter') return 0;
  const { run } = await import('./run.ts');
  return run(next.name, { watch: true });
}

async function rowOf(lab: Lab, progress: LabProgress | undefined): Promise<Row> {
  // Who has passed nothing is asked for nothing, and no file is read for it.
  const checksChanged = progress?.checks !== undefined && haveChecksChanged(progress, await checksVersion(lab));
  return { lab, progress, checksChanged };
}

function rowJson({ lab: { name, title, minutes, tasks }, progress, checksChanged }: Row): object {
  return { lab: name, title, minutes, tasks: tasks.length, ...progress, ...(checksChanged ? { checksChanged } : {}) };
}

function lines(row: Row, isNext: boolean): string {
  const { passedAt, attempts = 0 } = row.progress ?? {};
  const mark = passedAt ? chalk.green('✓') : attempts > 0 ? chalk.yellow('…') : ' ';
  const state = progressWords(row.lab, row.progress) ?? `${row.lab.minutes} minutes`;
  const first = ` ${isNext ? chalk.bold('→') : ' '} ${mark} ${row.lab.name.padEnd(28)} ${chalk.dim(state)}`;
  const title = `       ${chalk.dim(row.lab.title)}`;
  const changed = chalk.yellow(`       its checks have changed since: npm run lab -- ${row.lab.number}`);
  return [first, title, ...(row.checksChanged ? [changed] : [])].join('\n');
}

function aKey(): Promise<string> {
  return new Promise((resolve) => {
    const keys = new Keys((key) => {
      keys[Symbol.dispose]();
      resolve(key);
    });
  });
}
