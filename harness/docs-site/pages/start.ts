import type { Lab } from '../../course/labs.ts';
import { isPassed, type LabProgress, type Progress, progressOf } from '../../course/progress.ts';
import { progressWords } from '../../report/progress-words.ts';
import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

/** The first page: the labs, how far the learner is, and what is next. */
export function startPage(labs: readonly Lab[], progress: Progress): string {
  const passed = labs.filter(({ name }) => isPassed(progressOf(progress, name))).length;
  const next = labs.find(({ name }) => !isPassed(progressOf(progress, name)));
  const main = html`<h1>Apache Kafka, judged by a real broker</h1>
<p>Each lab is a lesson and small programs of yours. You work in your editor and your terminal; this site shows the lessons, and follows each run beside its lesson. It starts nothing itself.</p>
<p class="progress"><progress max="${labs.length}" value="${passed}" aria-label="Labs passed"></progress> ${passed} of ${labs.length} labs passed</p>
${next && html`<p class="next">Next: <a href="${lessonAddress(next)}">${next.number} ${next.title}</a>, then <code>npm run lab -- ${next.number}</code> in your terminal.</p>`}
<ol class="labs">${labs.map((lab) => item(lab, progressOf(progress, lab.name), lab === next))}</ol>
<p>All of this stands in Markdown files, too: <code>labs/NN-name/lesson.md</code> and <code>docs/</code>. <a href="/docs/README.md">The documentation</a> holds the <a href="/docs/glossary.md">glossary</a>, <a href="/docs/errors.md">every error</a> and what is proved of the course.</p>`;
  return layout({ title: 'kafka-labs', address: '/', main });
}

export function lessonAddress({ name }: Pick<Lab, 'name'>): string {
  return `/labs/${name}/lesson.md`;
}

function item(lab: Lab, progress: LabProgress | undefined, isNext: boolean): Html {
  const { tone, mark, words } = stateOf(lab, progress);
  return html`<li class="${tone}${isNext && ' is-next'}"><p><span class="number">${lab.number}</span> <a href="${lessonAddress(lab)}">${lab.title}</a></p>
<p class="quiet"><span class="state"><span class="mark" aria-hidden="true">${mark}</span> ${words}</span> <span>${lab.minutes} minutes</span>${lab.tasks.length > 1 && html` <span>${lab.tasks.length} tasks</span>`}${isNext && html` <strong>next</strong>`}</p></li>`;
}

function stateOf(lab: Lab, progress: LabProgress | undefined): { tone: string; mark: string; words: string } {
  const words = progressWords(lab, progress);
  if (words === undefined) return { tone: 'quiet', mark: '○', words: 'not begun' };
  if (isPassed(progress)) return { tone: 'good', mark: '✓', words };
  return { tone: 'busy', mark: '…', words: words === 'begun' ? words : `begun: ${words}` };
}
