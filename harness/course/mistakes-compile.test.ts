import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { HarnessError } from '../errors.ts';
import { buildFolder, courseRoot } from '../paths.ts';
import { allLabs } from './labs.ts';
import { textsOfMistake, writeTexts } from './mistake-programs.ts';
import { mistakesOf } from './mistakes.ts';

/** The files of each mistake that edits make, by the mistake's folder: 03-name/mistake → file → text. */
const programs = new Map<string, Map<string, string>>();
const misfits: string[] = [];

beforeAll(async () => {
  for (const lab of await allLabs())
    for (const mistake of (await mistakesOf(lab)).filter(({ edits }) => edits))
      try {
        programs.set(join(lab.name, mistake.name), await textsOfMistake(lab, mistake));
      } catch (error) {
        if (!(error instanceof HarnessError)) throw error;
        misfits.push(`${error.what} ${error.why}`);
      }
});

test('each edit of each mistake fits the solution as it is now', () => {
  expect(misfits).toEqual([]);
  expect(programs.size).toBeGreaterThan(100);
});

test('each mistake that edits make is a program of the right types, and the compiler names one that is not', async () => {
  const folder = join(buildFolder(), `mistakes-${process.pid}`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const wrong = "import { todo } from '#kit/todo';\n\nexport const orders: string[] = todo(1);\n";
  const written = [...programs, ['no-lab/wrong', new Map([['orders.ts', wrong]])] as const].map(([name, texts]) =>
    writeTexts(join(folder, name), texts),
  );
  const files = (await Promise.all(written)).flatMap((paths) => Object.values(paths));
  expect(await problemsIn(folder, files)).toEqual([
    expect.stringMatching(
      /^no-lab\/wrong\/orders\.ts:3: error TS2345: .*\n {2}export const orders: string.* = todo\(1\);$/,
    ),
  ]);
}, 60_000);

/** What the compiler finds in files of a folder, in one run over all of them: place and message, and below them the line. */
async function problemsIn(folder: string, files: readonly string[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths = { '#kit/*': [join(courseRoot, 'harness/kit/*.ts')], '#lab/*': [join(courseRoot, 'labs/*')] };
  const config = { extends: join(courseRoot, 'tsconfig.json'), compilerOptions: { paths }, files, include: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(courseRoot, 'node_modules/.bin/tsc');
  const printed = await new Promise<string>((resolve) =>
    execFile(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder, maxBuffer: 1e8 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    ),
  );
  return Promise.all(
    printed
      .trim()
      .split('\n')
      .map((problem) => withItsLine(folder, problem)),
  );
}

async function withItsLine(folder: string, problem: string): Promise<string> {
  const [, path, line, message] = /^(\S+?)\((\d+),\d+\): (.*)$/.exec(problem) ?? [];
  if (path === undefined) return problem;
  const text = await readFile(join(folder, path), 'utf8');
  return `${path}:${line}: ${message}\n  ${text.split('\n')[Number(line) - 1]!.trim()}`;
}
