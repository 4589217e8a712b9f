import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findLab, labNames } from '../course/labs.ts';
import { buildFolder } from '../paths.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CompiledLearner } from './compile.ts';
import { LearnerProblem } from './learner-problem.ts';

/** A name for the compiled files that no other run of the tests has. */
let count = 0;
const newId = (): string => `unit-${process.pid}-${performance.now()}-${count++}`;

async function problemOf(files: Record<string, string>): Promise<LearnerProblem> {
  const compiling = CompiledLearner.make(files, newId());
  const error = await compiling.then(() => expect.unreachable('it compiled')).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LearnerProblem);
  return error as LearnerProblem;
}

const load = (compiled: CompiledLearner, name: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(compiled.file(name)).href);

describe('a file that does not compile', () => {
  test('is a problem of the learner’s, with file, line and column', async () => {
    const folder = await temporaryFolder({ 'mine.ts': 'export const a = 1;\nexport const b = (;\n' });
    const problem = await problemOf({ 'worker.ts': join(folder, 'mine.ts') });
    expect(problem.code).toBe('does-not-compile');
    expect(problem.facts).toEqual([
      { actor: 'compiler', said: 'worker.ts:2:19: Unexpected ";" — export const b = (;' },
    ]);
  });

  test('because its import is nowhere names the import', async () => {
    const folder = await temporaryFolder({ 'worker.ts': "import { x } from './nowhere.ts';\nconsole.log(x);\n" });
    const { facts } = await problemOf({ 'worker.ts': join(folder, 'worker.ts') });
    expect(facts[0]!.said).toMatch(/^worker\.ts:1:19: Could not resolve "\.\/nowhere\.ts"/);
  });

  test('shows three messages at most', async () => {
    const imports = [1, 2, 3, 4, 5].map((n) => `import './nowhere-${n}.ts';`).join('\n');
    const folder = await temporaryFolder({ 'worker.ts': imports });
    expect((await problemOf({ 'worker.ts': join(folder, 'worker.ts') })).facts).toHaveLength(3);
  });

  test('leaves nothing behind', async () => {
    const folder = await temporaryFolder({ 'worker.ts': '(' });
    const id = newId();
    await CompiledLearner.make({ 'worker.ts': join(folder, 'worker.ts') }, id).catch(() => {});
    await expect(stat(join(buildFolder(), id))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a file outside of the clone', () => {
  test('finds #kit, #lab and packages', async () => {
    const [lab] = await labNames();
    const folder = await temporaryFolder({
      'worker.ts': `
        import { logLevel } from 'kafkajs';
        import { todo } from '#kit/todo';
        import lab from '#lab/${lab}/lab.ts';
        export const level: number = logLevel.INFO;
        export const title = lab.title;
        export const decide = (): never => todo('1: when?');`,
    });
    await using compiled = await CompiledLearner.make({ 'worker.ts': join(folder, 'worker.ts') }, newId());
    const worker = await load(compiled, 'worker.ts');
    expect(worker).toMatchObject({ level: 4, title: (await findLab(lab!)).title });
    expect(worker.decide).toThrow('1: when?');
  });
});

describe('of a variant', () => {
  test('an import of a file that the overlay lacks finds the solution’s', async () => {
    const folder = await temporaryFolder({
      'mistake/worker.ts': "export { table } from './outbox.ts';",
      'solution/outbox.ts': "export const table = 'the solution’s';",
    });
    const files = { 'worker.ts': join(folder, 'mistake/worker.ts'), 'outbox.ts': join(folder, 'solution/outbox.ts') };
    await using compiled = await CompiledLearner.make(files, newId());
    expect(await load(compiled, 'worker.ts')).toMatchObject({ table: 'the solution’s' });
  });

  test('an import in a file of the solution finds the overlay’s, though the solution has one too', async () => {
    const folder = await temporaryFolder({
      'mistake/outbox.ts': "export const table = 'the mistake’s';",
      'solution/outbox.ts': "export const table = 'the solution’s';",
      'solution/worker.ts': "export { table } from './outbox.ts';",
    });
    const files = { 'worker.ts': join(folder, 'solution/worker.ts'), 'outbox.ts': join(folder, 'mistake/outbox.ts') };
    await using compiled = await CompiledLearner.make(files, newId());
    expect(await load(compiled, 'worker.ts')).toMatchObject({ table: 'the mistake’s' });
  });

  test('the files share one instance of what both import', async () => {
    const folder = await temporaryFolder({
      'state.ts': 'export const state = { calls: 0 };',
      'a.ts': "import { state } from './state.ts';\nexport const call = () => ++state.calls;",
      'b.ts': "import { state } from './state.ts';\nexport const calls = () => state.calls;",
    });
    const files = { 'a.ts': join(folder, 'a.ts'), 'b.ts': join(folder, 'b.ts') };
    await using compiled = await CompiledLearner.make(files, newId());
    const [a, b] = [await load(compiled, 'a.ts'), await load(compiled, 'b.ts')];
    (a.call as () => number)();
    expect((b.calls as () => number)()).toBe(1);
  });
});

test('compiled files point back to the learner’s TypeScript, and are gone when the run is', async () => {
  const folder = await temporaryFolder({ 'worker.ts': 'export const a: number = 1;\n' });
  const compiled = await CompiledLearner.make({ 'worker.ts': join(folder, 'worker.ts') }, newId());
  expect(await readFile(compiled.file('worker.ts'), 'utf8')).toContain('//# sourceMappingURL=data:');
  expect((await stat(compiled.host)).isFile()).toBe(true);
  expect(() => compiled.file('other.ts')).toThrow('the lab has no learner file other.ts');
  await compiled[Symbol.asyncDispose]();
  await expect(stat(dirname(compiled.file('worker.ts')))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the host is one file for all runs, and stays', async () => {
  const folder = await temporaryFolder({ 'worker.ts': 'export const a = 1;\n' });
  const files = { 'worker.ts': join(folder, 'worker.ts') };
  const first = await CompiledLearner.make(files, newId());
  await first[Symbol.asyncDispose]();
  await using second = await CompiledLearner.make(files, newId());
  expect(second.host).toBe(first.host);
  expect((await stat(first.host)).isFile()).toBe(true);
});
