import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { allLabs } from '../harness/course/labs.ts';

/**
 * `npm run lesson-output [-- --check] [-- 01 …]`: runs each command that a lesson shows the output of (the line
 * `<!-- output: COMMAND -->` above a block) and writes what it printed into the block. `--check` compares instead, times
 * left out, and fails where a lesson shows what is not so.
 */
const BLOCK = /<!-- output: npm run lab -- (.+?) -->\n```text\n([\s\S]*?)```/g;
const FIRST_HOME = '.labs/first-day';
const args = process.argv.slice(2);
const check = args.includes('--check');
const wanted = args.filter((arg) => arg !== '--check');

let passed = 0;
let failed = 0;
for (const lab of await allLabs()) {
  if (wanted.length > 0 && !wanted.includes(lab.number)) continue;
  const before = await readFile(lab.lessonFile, 'utf8');
  let after = before;
  for (const [block, command, shown] of before.matchAll(BLOCK)) {
    const actual = await output(command!.split(' '));
    if (timeless(actual) === timeless(shown!)) passed++;
    else {
      failed++;
      console.log(
        `${lab.name}: the output of \`npm run lab -- ${command}\` is not what the lesson shows${check ? `:\n${actual}` : ''}`,
      );
    }
    after = after.replace(block, block.replace(`\`\`\`text\n${shown}`, `\`\`\`text\n${actual}`));
  }
  if (!check && after !== before) await writeFile(lab.lessonFile, after);
}
console.log(
  check ? `${passed} passed, ${failed} failed` : `${passed} blocks are as they were, ${failed} are written anew`,
);
process.exitCode = check && failed > 0 ? 1 : 0;

/** What a person sees at 80 columns without colour: of a command without options, on the first day. */
async function output(command: string[]): Promise<string> {
  const isFirstRun = command.length === 1;
  if (isFirstRun) await rm(FIRST_HOME, { recursive: true, force: true });
  const home = isFirstRun ? { KAFKA_LABS_HOME: FIRST_HOME } : {};
  const printed = await lab(command, home);
  if (isFirstRun) await lab(['down'], home);
  const plain = printed
    .replaceAll(`${FIRST_HOME}/`, '')
    .replace(/^ try: .*\n/m, '')
    // What the program itself printed, with the path of this one run.
    .replace(/^ {5}Your program printed .*\n(?: {5}.*\n)*/gm, '');
  return `${plain.trim()}\n`;
}

function lab(args: string[], home: NodeJS.ProcessEnv): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: '80', FORCE_COLOR: '0', ...home };
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/lab.mjs', ...args], { env }, (_error, stdout) => resolve(stdout));
  });
}

function timeless(text: string): string {
  return (
    text
      .replace(/^( +)\d+\.\d{3} {2}/gm, '$1T  ')
      .replace(/(in|after) [\d.]+ m?s/g, '$1 T')
      .replace(/ [\d.]+ m?s after/g, ' T after')
      .replace(/ \d+ times\b/g, ' # times')
      // Which partition a client reads first is up to it, and so is the order that a crash point is shown with.
      .replace(/\b(order-|orders-|offset |[a-z]+ its )\d+/g, '$1#')
      .replace(/\d+ of (\d+) (crash points|moments)/g, '# of $1 $2')
      .replace(/\d+ orders in \d+ statements/g, '# orders in # statements')
      .replace(/\s+/g, ' ')
  );
}
