import type { Lab } from '../../course/labs.ts';
import { type Html, html, withCode } from '../html.ts';
import { renderMarkdown } from '../markdown.ts';
import { checkItem, waitingItem } from './check-view.ts';
import { type Drawing, runAddress } from './drawing.ts';
import type { LatestRun } from './latest-run.ts';
import { clockWords, summaryOf, variantWords } from './run-words.ts';

/** What is shown of a lab's latest run. */
export interface ShownRun {
  lab: Lab;
  run: LatestRun | undefined;
  /** The headings of the lesson by their anchors. */
  sections: ReadonlyMap<string, string>;
}

/** Beside a lesson: how the latest run stands, and what became of each check. `data-key` names what may change by itself. */
export function runPanel(shown: ShownRun): Html {
  const { lab, run } = shown;
  const { tone, text } = summaryOf(run);
  return html`<summary data-key="summary"><span class="label">Latest run</span> <span class="summary ${tone}">${text}</span></summary>
<div data-key="about">${about(lab, run)}</div>
${checkList(shown, false)}
${run ? html`<p data-key="more"><a href="${runAddress(lab)}">The whole run${run.timelineMs ? ', with its timeline' : ''}</a></p>` : undefined}`;
}

/** A page of its own: all of the run, its timeline and its crash points. */
export function wholeRun(shown: ShownRun, drawing: Drawing | undefined): Html {
  const { lab, run } = shown;
  const { tone, text } = summaryOf(run);
  return html`<p data-key="summary" class="summary ${tone}">${text}</p>
<div data-key="about">${about(lab, run)}</div>
${checkList(shown, true)}
${drawing ? html`<section data-key="timeline">${timeline(lab, drawing)}</section>` : undefined}
${run?.crashPoints ? html`<section data-key="crash-points"><h2 id="crash-points">Crash points</h2>${crashPoints(run.crashPoints)}</section>` : undefined}`;
}

function about(lab: Lab, run: LatestRun | undefined): Html {
  if (!run)
    return html`<p>Type <code>npm run lab -- ${lab.number}</code> in your terminal, and follow the run here.</p>`;
  const task = run.task === undefined ? '' : `, task ${run.task}`;
  return html`<p class="quiet"><strong class="variant">${variantWords(run.variant)}</strong>${task}, begun <time datetime="${run.beganAt}">${clockWords(run.beganAt)}</time>${run.servers && html`; ${run.servers}`}</p>
${run.error && html`<p>${withCode(run.error.what)} <strong>Next:</strong> ${withCode(run.error.next)} <a href="/docs/errors.md#${run.error.code.toLowerCase()}">${run.error.code}</a></p>`}
${run.phase === 'stopped' && html`<p>The command ended (Ctrl-C, or it was killed) before all checks were decided. Run it again for a verdict.</p>`}`;
}

function checkList({ lab, run, sections }: ShownRun, isOpen: boolean): Html | undefined {
  if (!run) return undefined;
  const { checks, underWay, phase } = run;
  const lesson = `/labs/${lab.name}/lesson.md`;
  const items = checks.map((check, index) => {
    const task = lab.tasks.length > 1 && checks[index - 1]?.task !== check.task ? lab.tasks[check.task - 1] : undefined;
    return checkItem(check, {
      key: `check-${index}`,
      task: task && `Task ${check.task}: ${task}`,
      lesson,
      sections,
      isOpen,
    });
  });
  const waiting = phase === 'running' ? underWay.map((title) => waitingItem(title)) : [];
  return html`<ol data-key="checks" data-parts class="checks">${items}${waiting}</ol>`;
}

function timeline(lab: Lab, { src, alt, text, isEarlier }: Drawing): Html {
  return html`<h2 id="timeline">Timeline</h2>
${isEarlier && html`<p class="quiet">Of an earlier run of this lab; the latest one has none.</p>`}
<div class="scrolls drawing" role="group" aria-label="Timeline"><img src="${src}" alt="${alt}"></div>
${text && html`<details><summary>The timeline as text</summary><pre class="scrolls" data-language="text">${text}</pre></details>`}
<p class="quiet">The files: <code>.labs/timelines/${lab.number}.svg</code> and <code>.txt</code></p>`;
}

function crashPoints(table: string): Html {
  return renderMarkdown({ text: table, path: 'crash-points.md', isShown: () => false }).body;
}
