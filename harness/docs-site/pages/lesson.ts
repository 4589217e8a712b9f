import type { Lab } from '../../course/labs.ts';
import { type Html, html } from '../html.ts';
import { runPanel, type ShownRun } from '../live/run-view.ts';
import { announcementOf } from '../live/run-words.ts';
import type { RenderedMarkdown } from '../markdown.ts';
import { layout } from './layout.ts';
import { lessonAddress } from './start.ts';

interface LessonPage {
  lesson: RenderedMarkdown;
  shown: ShownRun;
  labs: readonly Lab[];
}

/** A lesson, with the lab's latest run beside it. */
export function lessonPage({ lesson, shown, labs }: LessonPage): string {
  const { lab, run } = shown;
  const main = html`<article>${lesson.body}</article>${labsAround(lab, labs)}`;
  const aside = html`<aside class="live" aria-label="Latest run"><details open data-narrow="closed" data-parts data-live="/live/${lab.name}/panel" data-announced="${announcementOf(run)}">${runPanel(shown)}</details>
<p class="lost" data-lost hidden>The site does not answer: this may be old.</p></aside>`;
  return layout({ title: lesson.title, address: lessonAddress(lab), main, headings: lesson.headings, aside });
}

function labsAround(lab: Lab, labs: readonly Lab[]): Html {
  const at = labs.findIndex(({ name }) => name === lab.name);
  const link = (word: string, other: Lab | undefined, rel: string) =>
    other &&
    html`<li class="${rel}"><a href="${lessonAddress(other)}" rel="${rel}"><span class="quiet">${word}</span> ${other.number} ${other.title}</a></li>`;
  return html`<nav class="around" aria-label="Labs"><ul>${link('Previous lab', labs[at - 1], 'prev')}${link('Next lab', labs[at + 1], 'next')}</ul></nav>`;
}
