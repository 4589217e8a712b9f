import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import type { DescribedMistake } from './define-mistakes.ts';
import type { Lab } from './labs.ts';

/** For unit tests: a lab whose stub, solution and overlays are these files (`stub/a.ts`, `solution/a.mistakes.ts`). */
export async function fakeLab(learnerFiles: readonly string[], tree: Readonly<Record<string, string>>): Promise<Lab> {
  const folder = await temporaryFolder(tree);
  return {
    name: '07-fake',
    number: '07',
    title: 'A lab of the unit tests',
    goal: 'You do what the test says.',
    minutes: 5,
    shape: 'one',
    files: learnerFiles,
    tasks: ['Do it'],
    decisions: [],
    diagnoses: {},
    folder,
    solutionFolder: join(folder, 'solution'),
    testFile: join(folder, 'fake.test.ts'),
    lessonFile: join(folder, 'lesson.md'),
  };
}

/** For unit tests: the text of a file `<file>.mistakes.ts`. */
export const mistakesText = (mistakes: Readonly<Record<string, DescribedMistake>>): string =>
  `export default ${JSON.stringify(mistakes)};\n`;
