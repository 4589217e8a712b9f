import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { courseRoot } from '../../harness/paths.ts';
import { plainEnvironment } from '../support/program.ts';
import { testHome } from '../support/test-home.ts';

const home = testHome();
const page = readFileSync(join(courseRoot, 'docs/console.md'), 'utf8');

interface Step {
  commands: string;
  /** What the page shows below them; undefined where it shows nothing. */
  shown: string | undefined;
}

/** The page's commands, block by block, each with the output that follows it. */
const steps: Step[] = [...page.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm)].map(
  ([, commands, shown]) => ({ commands: commands!, shown }),
);

const MARK = '#### step';

/** Runs all blocks in one shell, as a reader would, and gives what each of them printed. */
async function runPage(): Promise<string[]> {
  const script = steps.map(({ commands }) => `echo '${MARK}'\n${commands}`).join('');
  const own = { KAFKA_LABS_HOME: home.folder, KAFKA_LABS_RUNTIME: 'local', DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  const child = spawn('bash', ['--norc', '-c', `exec 2>&1\n${script}`], {
    cwd: courseRoot,
    env: { ...plainEnvironment(), ...own },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).split(`${MARK}\n`).slice(1);
}

/** Lines as a reader compares them: tabs and the width of columns are nothing. */
const linesOf = (output: string): string[] =>
  output
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');

/** The line as the page has it, where `…` stands for anything: the printed one if it fits. */
const asShown = (shown: string, printed: string | undefined): string => {
  const pattern = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return printed !== undefined && new RegExp(`^${pattern.join('.*')}$`).test(printed) ? printed : shown;
};

test('each command of docs/console.md works by copy and paste, and prints what the page shows', async () => {
  expect(page.match(/^```/gm)).toHaveLength(
    steps.flatMap(({ shown }) => (shown === undefined ? [1] : [1, 2])).length * 2,
  );
  const printed = await runPage();
  expect(printed).toHaveLength(steps.length);
  for (const [index, { commands, shown }] of steps.entries()) {
    const lines = linesOf(printed[index]!);
    const expected = linesOf(shown ?? '').map((line, at) => asShown(line, lines[at]));
    if (shown !== undefined) expect({ commands, lines }).toEqual({ commands, lines: expected });
    else expect(printed[index]).not.toMatch(/error|not found|exception|usage/i);
  }
});

test('what docs/console.md has readers type works in zsh, too: no name of its own, no comment', () => {
  for (const { commands } of steps) {
    expect(commands).not.toMatch(/^(status|path|prompt|options|functions|commands|signals|history|argv)=/m);
    expect(commands).not.toMatch(/(^|\s)#/m); // not a comment at zsh’s prompt
  }
});
