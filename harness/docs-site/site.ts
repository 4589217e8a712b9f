import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allLabs, type Lab, matchLab } from '../course/labs.ts';
import { peekProgress } from '../course/progress.ts';
import { HarnessError } from '../errors.ts';
import { type Answer, file, page, redirect } from './answer.ts';
import { courseFiles, readCourseFile } from './course-files.ts';
import { GLOSSARY, termsOf } from './glossary.ts';
import { drawingOf, timelineFile } from './live/drawing.ts';
import { latestRun } from './live/latest-run.ts';
import { lessonSections } from './live/lesson-sections.ts';
import type { ShownRun } from './live/run-view.ts';
import { renderMarkdown } from './markdown.ts';
import { documentPage } from './pages/document.ts';
import { lessonPage } from './pages/lesson.ts';
import { notFoundPage } from './pages/not-found.ts';
import { runPage } from './pages/run.ts';
import { lessonAddress, startPage } from './pages/start.ts';

const ASSETS = ['site.css', 'site.js', 'icon.svg'];

/** What stands at an address of the site. Everything is read anew, so that a lesson that is being written shows its latest text. */
export async function siteAnswer(path: string): Promise<Answer> {
  if (path === '/') return page(startPage(await allLabs(), await peekProgress()));
  const asset = ASSETS.find((name) => path === `/assets/${name}`);
  if (asset) return file(asset, await readFile(join(import.meta.dirname, 'assets', asset)));
  const labs = await allLabs();
  return (
    (await ofRun(path, labs)) ??
    (await ofCourse(path.slice(1), labs)) ??
    shortAddress(path, labs) ??
    notFound(path, labs)
  );
}

async function ofCourse(path: string, labs: readonly Lab[]): Promise<Answer | undefined> {
  const files = await courseFiles();
  const found = files.get(path);
  const content = found && (await readCourseFile(found));
  if (!found || !content) return undefined;
  if (found.kind === 'picture') return file(path, content);
  const glossary = await readCourseFile({ path: GLOSSARY, kind: 'page' });
  const terms = termsOf(String(glossary ?? ''));
  const document = renderMarkdown({ text: String(content), path, isShown: (wanted) => files.has(wanted), terms });
  const lab = labs.find(({ name }) => path === `labs/${name}/lesson.md`);
  if (!lab) return page(documentPage(document, `/${path}`));
  return page(lessonPage({ lesson: document, shown: await shownRun(lab), labs }));
}

async function ofRun(path: string, labs: readonly Lab[]): Promise<Answer | undefined> {
  const [, name, rest = ''] = /^\/labs\/([^/]+)\/run(\/timeline\.svg)?$/.exec(path) ?? [];
  const lab = labs.find((each) => each.name === name);
  if (!lab) return undefined;
  const shown = await shownRun(lab);
  if (rest === '') return page(runPage(shown, await drawingOf(lab, shown.run)));
  const drawing = await timelineFile(lab, shown.run);
  return drawing === undefined ? undefined : file(drawing, await readFile(drawing));
}

async function shownRun(lab: Lab): Promise<ShownRun> {
  return { lab, run: await latestRun(lab.name), sections: await lessonSections(lab) };
}

/** What a reader may type: /docs, /4, /04, /labs/04 or the folder's name. */
function shortAddress(path: string, labs: readonly Lab[]): Answer | undefined {
  const [, name] = /^\/(?:labs\/)?([\w-]+)\/?$/.exec(path) ?? [];
  if (name === 'docs') return redirect('/docs/README.md');
  if (name === 'labs') return redirect('/');
  if (name === undefined) return undefined;
  const names = labs.map((lab) => lab.name);
  try {
    return redirect(lessonAddress({ name: matchLab(name, names) }));
  } catch (error) {
    if (error instanceof HarnessError) return undefined; // no lab, or several
    throw error;
  }
}

async function notFound(path: string, labs: readonly Lab[]): Promise<Answer> {
  const pages = [...(await courseFiles()).values()].filter(({ kind }) => kind === 'page').map((each) => each.path);
  return page(notFoundPage(path, labs, pages), 404);
}
