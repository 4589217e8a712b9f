import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { eventually } from '../harness/broker/eventually.ts';
import { findLab } from '../harness/course/labs.ts';
import { overlay, solution } from '../harness/course/variants.ts';
import { courseRoot } from '../harness/paths.ts';

/**
 * `npm run terminal-screens`: goes a learner's way through labs 00 and 01 in a terminal of 80 columns (tmux), from a fresh
 * clone, and writes what it saw into docs/first-hour.md.
 */
const SESSION = `kafka-labs-${process.pid}`;
const ROWS = 46;
const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-clone-'));
const course = join(folder, 'kafka-labs');
const tmux = (...args: string[]): string => execFileSync('tmux', ['-L', SESSION, ...args], { encoding: 'utf8' });
const screen = (): string => tmux('capture-pane', '-p', '-t', SESSION).replace(/\s+$/, '').replace(/ +$/gm, '');
const key = (...keys: string[]): string => tmux('send-keys', '-t', SESSION, ...keys);
const parts: string[] = [];

/** `from`: what stands above it is left out. */
async function see(caption: string, pattern: RegExp, from?: RegExp): Promise<void> {
  await eventually(`the screen shows ${pattern}`, () => pattern.test(screen()), { withinMs: 120_000, everyMs: 100 });
  const shown = screen();
  parts.push(`${caption}\n\n\`\`\`text\n${shown.slice(from ? shown.search(from) : 0)}\n\`\`\``);
}

/** Saves the solution of a lab as the learner's work, or a mistake. */
async function save(number: string, mistake?: string): Promise<void> {
  const lab = await findLab(number);
  const { files } = mistake === undefined ? solution(lab) : await overlay(lab, 'mistake', mistake);
  for (const [file, path] of Object.entries(files)) cpSync(path, join(course, 'work', lab.name, file));
}

async function press(letter: string, caption: string, pattern: RegExp, from?: RegExp): Promise<void> {
  key(letter);
  await see(caption, pattern, from);
}

try {
  execFileSync('git', ['clone', '--quiet', courseRoot, course]);
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: course, stdio: 'ignore' });
  const env = 'env -u KAFKA_LABS_HOME KAFKA_LABS_RUNTIME=local PS1="$ " PAGER=cat';
  tmux(
    'new-session',
    '-d',
    '-s',
    SESSION,
    '-x',
    '80',
    '-y',
    String(ROWS),
    '-c',
    course,
    `${env} bash --norc --noprofile`,
  );
  key('clear; npm run -s lab', 'Enter');
  await see('After `npm ci`, the list of labs. Enter begins.', /any other key ends/);
  await press('Enter', 'The first run: what the lab wants, which file to open, and the first decision.', /q quit/);
  await press('h', '`h`: a hint, the first of three.', /hint 1 of 3[\s\S]*q quit/, / 00-first-record +hint/);
  await save('00', 'no-key');
  await see(
    'A first try, saved in the editor. It is answered at once, with what the broker holds.',
    /no key[\s\S]*q quit/,
  );
  await save('00');
  await see('The second one is right.', /passed: 6 of 6[\s\S]*q quit/);
  await press('n', '`n`: the next lab. Three brokers start.', /acks, 0 of|not yet: 0 of[\s\S]*q quit/);
  await save('01', 'acks-1-for-payments');
  await see(
    'Payments with acks 1: a follower is frozen, and the receipt comes all the same.',
    /leader alone[\s\S]*q quit/,
  );
  await save('01');
  await see('And with acks all.', /passed: \d of \d[\s\S]*q quit/);
  key('q');
  await eventually('the shell is back', () => /\$ *$/.test(screen()));
  tmux('send-keys', '-t', SESSION, 'clear; npm run -s lab', 'Enter');
  await see('The list, an hour later.', /→ +02-min[\s\S]*any other key ends/);
  key('q');
  const head = `# The first hour

Labs 00 and 01 in a terminal of 80 columns, from a fresh clone to two passes. Made by \`npm run terminal-screens\`, which types, saves programs of the course as an editor would, and copies the screen. [In the browser](README.md#in-the-browser) the same lessons look like this: [the start](screens/site-start.png), [a lesson](screens/site-lesson.png).
`;
  await writeFileAtomic(join(courseRoot, 'docs/first-hour.md'), `${head}\n${parts.join('\n\n')}\n`);
} finally {
  try {
    tmux('kill-server');
  } catch {
    // it did not start
  }
  execFileSync(process.execPath, ['bin/lab.mjs', 'down'], { cwd: course, stdio: 'ignore' });
  rmSync(folder, { recursive: true, force: true });
}
