import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commonDiagnoses, rankedDiagnoses } from '../diagnosis/common.ts';
import { allLabs, type Lab } from './labs.ts';
import { mistakesOf } from './mistakes.ts';
import { questionsOf } from './questions.ts';
import { overlayNames } from './variants.ts';

const labs = await allLabs();

/** The anchor that Markdown renderers make of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-');

describe.each(labs)('the lesson of $name', (lab) => {
  test('has each section that a diagnosis sends a learner to', async () => {
    const lesson = await readFile(lab.lessonFile, 'utf8');
    const anchors = [...lesson.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));
    for (const { section } of Object.values(rankedDiagnoses(lab.diagnoses))) expect(anchors).toContain(section);
  });

  test('has each heading that a hint names', async () => {
    const lesson = await readFile(lab.lessonFile, 'utf8');
    const headings = [...lesson.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    const hints = [...lab.decisions, ...Object.values(lab.diagnoses).map((each) => each.hints)].flat();
    for (const [, heading] of hints.join('\n').matchAll(/See “([^”]+)”/g)) expect(headings).toContain(heading);
  });

  test('lists the titles of the checks under “Done when”, word for word', async () => {
    const lesson = await readFile(lab.lessonFile, 'utf8');
    const tests = await checksSource(lab);
    const [, section] = /^## Done when\n([\s\S]*?)^## /m.exec(lesson) ?? [];
    const promised = [...section!.matchAll(/^- (.+)$/gm)].map(([, title]) => title);
    const titles = [...tests.matchAll(/^ *check\(\s*'((?:[^'\\]|\\.)+)'/gm)].map(([, title]) => title);
    expect(promised.sort()).toEqual(titles.sort());
  });

  test('gives each diagnosis three hints, none of them empty', () => {
    for (const { hints, title, why } of Object.values(lab.diagnoses))
      for (const text of [...hints, title, why]) expect(text.trim()).not.toBe('');
  });

  test('asks questions that a program of the course and one of its checks can answer', async () => {
    const lesson = await readFile(lab.lessonFile, 'utf8');
    const anchors = [...lesson.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));
    const tests = await checksSource(lab);
    const questions = await questionsOf(lab);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    for (const { run, check, choices, section } of questions) {
      const [kind, name] = run.split(' ');
      if (kind !== 'solution') expect(await overlayNames(lab, kind as 'alternative' | 'mistake')).toContain(name);
      expect(tests).toContain(`'${check}'`);
      expect(anchors).toContain(section);
      expect(Object.keys(choices).length).toBeGreaterThan(1);
    }
  });

  test('has a mistake for each diagnosis', async () => {
    const causes = Object.entries(lab.diagnoses).filter(([, { isConsequence }]) => !isConsequence);
    const codes = (await mistakesOf(lab)).map(({ diagnosis }) => diagnosis);
    const mistaken = new Set(codes.filter((code) => !(code in commonDiagnoses)));
    expect(causes.map(([code]) => code).sort()).toEqual([...mistaken].sort());
  });

  test('has mistakes whose authors believed one sentence each', async () => {
    for (const { believed } of await mistakesOf(lab)) expect(believed).toMatch(/^(?!.*[.!?] [A-Z]).*\.$/);
  });

  test('has a folder for each mistake that is another program, and for no other', async () => {
    const programs = (await mistakesOf(lab)).filter(({ edits }) => !edits).map(({ name }) => name);
    const folders = await readdir(join(lab.solutionFolder, 'mistakes')).catch(() => []);
    expect(folders.sort()).toEqual(programs.sort());
  });
});

/** A lab's test file, and the files beside it that hold the checks of its tasks. */
async function checksSource(lab: Lab): Promise<string> {
  const folder = dirname(lab.testFile);
  const files = (await readdir(folder)).filter((file) => /\.(test|checks)\.ts$/.test(file));
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}
