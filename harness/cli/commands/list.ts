import { allLabs } from '../../course/labs.ts';
import { isPassed, readProgress } from '../../course/progress.ts';
import { chalk, duration } from '../../report/style.ts';

/** `npm run lab`: the labs, how far the learner is, and what is next. */
export async function list({ json }: { json?: boolean }): Promise<number> {
  const labs = await allLabs();
  const progress = await readProgress((keptAs) =>
    console.error(`The progress file could not be read; it is kept as ${keptAs}.`),
  );
  const next = labs.find(({ name }) => !isPassed(progress[name]));
  if (json) {
    const rows = labs.map(({ name, title, minutes, tasks }) => ({
      lab: name,
      title,
      minutes,
      tasks: tasks.length,
      ...progress[name],
    }));
    console.log(JSON.stringify({ labs: rows, next: next?.name ?? null }));
    return 0;
  }
  console.log('');
  for (const lab of labs) {
    const { passedAt, bestMs, attempts = 0 } = progress[lab.name] ?? {};
    const mark = passedAt ? chalk.green('✓') : attempts > 0 ? chalk.yellow('…') : ' ';
    const state = passedAt
      ? chalk.dim(`passed ${passedAt.slice(0, 10)}${bestMs ? `, best ${duration(bestMs)}` : ''}`)
      : attempts > 0
        ? chalk.dim('begun')
        : chalk.dim(`${lab.minutes} minutes`);
    const arrow = lab === next ? chalk.bold('→') : ' ';
    console.log(` ${arrow} ${mark} ${lab.name.padEnd(28)} ${state}`);
    console.log(`       ${chalk.dim(lab.title)}`);
  }
  console.log(
    next
      ? `\n next: npm run lab -- ${next.number}\n`
      : '\n All labs are passed. `npm run lab -- verify` shows how they are proved.\n',
  );
  return 0;
}
