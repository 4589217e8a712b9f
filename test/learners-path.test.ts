import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseRoot } from '../harness/paths.ts';
import { jsonOf } from './support/json.ts';
import { testHome } from './support/test-home.ts';

/** One learner's way through lab 00: each test goes on where the one before ended. */
const home = testHome();
const solution = join(courseRoot, 'solutions/00-first-record/orders.ts');
const work = home.path('work', '00-first-record', 'orders.ts');

test('the first run copies the stub, says which file to open, and fails at the first missing decision', async () => {
  const { code, stdout } = await home.lab(['00']);
  expect(readFileSync(work, 'utf8')).toBe(
    readFileSync(join(courseRoot, 'labs/00-first-record/stub/orders.ts'), 'utf8'),
  );
  expect(stdout).toMatch(/Open +\S+work\/00-first-record\/orders\.ts/);
  expect(stdout).toMatch(/Lesson +labs\/00-first-record\/lesson\.md/);
  expect(stdout).toContain('A decision is still missing.');
  expect(stdout).toContain('not yet: 0 of 6 core checks pass');
  expect(stdout).toContain('npm run lab -- hint 00');
  expect(code).toBe(1);
});

test('the list shows the lab as begun, and as next', async () => {
  const { code, stdout } = await home.lab([]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/→ … 00-first-record +begun/);
  expect(stdout).toContain('next: npm run lab -- 00');
});

test('the solution stays closed before a pass, unless somebody insists', async () => {
  expect(await home.lab(['diff', '00'])).toMatchObject({ code: 2, stderr: expect.stringContaining('NOT_PASSED_YET') });
  const { code, stdout } = await home.lab(['diff', '00', '--force']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^-.*todo\('1: /m);
  expect(stdout).toMatch(/^\+.*createTopics/m);
  expect(stdout).toContain('solutions/00-first-record/alternatives');
});

test('three hints rise one by one, and the third stays', async () => {
  const pages: string[] = [];
  for (const shown of [1, 2, 3, 3]) {
    const { code, stdout } = await home.lab(['hint', '00']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`hint ${shown} of 3`) });
    pages.push(stdout);
  }
  expect(new Set(pages).size).toBe(3);
  expect(pages[3]).toBe(pages[2]);
});

test('the lesson is printed as text', async () => {
  const { code, stdout } = await home.lab(['lesson', '00']);
  expect(code).toBe(0);
  expect(stdout).toContain('First record');
  expect(stdout).not.toContain('<!--');
});

test('the solution in the work file passes, and the next lab is named', async () => {
  copyFileSync(solution, work);
  const { code, stdout } = await home.lab(['00']);
  expect(stdout).toContain('passed: 6 of 6 core checks');
  expect(stdout).toContain('next: npm run lab -- 01');
  expect(stdout).not.toContain('Open ');
  expect(code).toBe(0);
});

test('after a pass the difference to the solution is shown', async () => {
  const { code, stdout } = await home.lab(['diff', '00']);
  expect(code).toBe(0);
  expect(stdout).toContain('is the solution, letter by letter');
});

test('the list shows the lab as passed, and the next one as next', async () => {
  const { stdout } = await home.lab([]);
  expect(stdout).toMatch(/✓ 00-first-record +passed \d{4}-\d\d-\d\d/);
  expect(stdout).toContain('next: npm run lab -- 01');
  const listed = jsonOf<{ labs: { lab: string; attempts?: number }[]; next: string }>(await home.lab(['--json']));
  expect(listed.next).toBe('01-acks');
  expect(listed.labs[0]).toMatchObject({ lab: '00-first-record', attempts: 2 });
});

test('a passed lab has nothing to hint at', async () => {
  const { code, stdout } = await home.lab(['hint', '00']);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('is passed') });
});

test('judging something else than the work leaves the progress alone', async () => {
  expect((await home.lab(['00', '--mistake', 'no-key'])).code).toBe(1);
  expect((await home.lab([])).stdout).toMatch(/✓ 00-first-record +passed/);
});

test('`reset` gives the stub back and keeps the learner’s file beside it', async () => {
  const { code, stdout } = await home.lab(['reset', '00']);
  expect(code).toBe(0);
  const [kept] = readdirSync(home.path('work', '00-first-record')).filter((name) => name.includes('before-reset'));
  expect(stdout).toContain(kept);
  expect(readFileSync(home.path('work', '00-first-record', kept!), 'utf8')).toBe(readFileSync(solution, 'utf8'));
  expect(readFileSync(work, 'utf8')).toContain('todo(');
});
