import { html } from '../html.ts';
import { type Drawing, runAddress } from '../live/drawing.ts';
import { type ShownRun, wholeRun } from '../live/run-view.ts';
import { announcementOf } from '../live/run-words.ts';
import { layout } from './layout.ts';
import { lessonAddress } from './start.ts';

/** All of a lab's latest run. */
export function runPage(shown: ShownRun, drawing: Drawing | undefined): string {
  const { lab, run } = shown;
  const title = `Latest run of ${lab.number} ${lab.title}`;
  const main = html`<article><h1>${title}</h1>
<p><a href="${lessonAddress(lab)}">The lesson</a></p>
<div class="whole-run" data-parts data-live="/live/${lab.name}/run" data-announced="${announcementOf(run)}">${wholeRun(shown, drawing)}</div>
<p class="lost" data-lost hidden>The site does not answer: this may be old.</p></article>`;
  return layout({ title, address: runAddress(lab), main });
}
