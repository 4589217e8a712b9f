import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';

/**
 * `npm run evidence`: writes docs/evidence.md anew, from real runs: what the tap costs, every crash point of lab 03's
 * solution and of two mistakes, and a timeline. Takes some minutes; nothing else should keep the machine busy meanwhile.
 */
const CRASHES = ['--solution', '--mistake auto-commit-left-on', '--mistake commit-before-work'];
const DRAWN = '--mistake commits-not-awaited';

const sections = [await tapSection()];
for (const options of CRASHES) sections.push(await crashSection(options));
sections.push(await timelineSection());
await writeFile(
  'docs/evidence.md',
  `# Evidence\n\nMade by \`npm run evidence\`, from real runs.\n\n${sections.join('\n')}`,
);

async function tapSection(): Promise<string> {
  const table = await output(['bin/run.mjs', 'scripts/bench-tap.ts']);
  return `## What the tap costs\n\n\`npm run bench-tap\`\n\n\`\`\`text\n${table.trim()}\n\`\`\`\n`;
}

async function crashSection(options: string): Promise<string> {
  const command = `03 ${options} --task 1`;
  await output(['bin/lab.mjs', ...command.split(' ')]);
  const table = await readFile('.labs/timelines/03-crash-points.md', 'utf8');
  const name = options.replace(/^--/, '');
  return `## Crash points: lab 03, ${name}\n\n\`npm run lab -- ${command}\` writes them to \`.labs/timelines/03-crash-points.md\`. The offsets are those of partitions 0 and 1.\n\n${table}`;
}

async function timelineSection(): Promise<string> {
  const command = `03 ${DRAWN} --task 2`;
  await output(['bin/lab.mjs', ...command.split(' ')]);
  await copyFile('.labs/timelines/03.svg', 'docs/timeline.svg');
  return `## A timeline\n\n\`npm run lab -- ${command}\` draws it to \`.labs/timelines/03.svg\`.\n\n![A commit is refused, tried again, and lands after a newer one](timeline.svg)\n`;
}

/** What a command printed; labs that fail end with 1, and that is what is wanted of a mistake. */
function output(args: string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', COLUMNS: '80' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      error && error.code !== 1 ? reject(new Error(`${args.join(' ')}: ${stderr}`)) : resolve(stdout),
    );
  });
}
