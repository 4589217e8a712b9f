import type { LiveCheck } from '../../run/live-log.ts';
import { type Html, html, withCode } from '../html.ts';
import { checkWords } from './run-words.ts';

interface ItemOptions {
  /** By which the item is found again when the run goes on. */
  key: string;
  /** The title of the task that begins with this check. */
  task: string | undefined;
  /** The address of the lesson, and its headings by their anchors. */
  lesson: string;
  sections: ReadonlyMap<string, string>;
  /** Shows the events at once. */
  isOpen: boolean;
}

/** A check that is decided. */
export function checkItem(check: LiveCheck, { key, task, ...options }: ItemOptions): Html {
  const { tone, mark, word } = checkWords(check);
  return html`<li data-key="${key}" class="${tone}">${task && html`<p class="task">${task}</p>`}
<p class="claim"><span class="mark" aria-hidden="true">${mark}</span><span class="word">${word}</span>${check.level === 'deeper' && html` <span class="word">(deeper)</span>`} ${withCode(check.title)}${check.tally && html` <span class="quiet">${check.tally}</span>`}</p>
${check.diagnosis && diagnosis(check.diagnosis, options)}${check.reason && html`<p>${withCode(check.reason)}</p>`}${check.notes?.map((note) => html`<p class="quiet">${withCode(note)}</p>`)}</li>`;
}

/** A check that has begun. */
export function waitingItem(title: string): Html {
  return html`<li data-key="now-${title}" class="busy"><p class="claim"><span class="mark" aria-hidden="true">…</span><span class="word">running</span> ${withCode(title)}</p></li>`;
}

function diagnosis(
  { title, why, section, evidence }: NonNullable<LiveCheck['diagnosis']>,
  { lesson, sections, isOpen }: Omit<ItemOptions, 'key' | 'task'>,
): Html {
  const events = evidence.map(
    ({ atMs, actor, text }) =>
      html`<li><span class="time">${(atMs / 1_000).toFixed(3)} s</span> <strong>${actor}</strong> ${withCode(text)}</li>`,
  );
  return html`<p class="diagnosis">${withCode(title)}</p>
<details${isOpen && html` open`}><summary>What happened, and why</summary><ol class="evidence">${events}</ol><p>${withCode(why)}</p></details>
<p><a href="${lesson}#${section}">Read “${sections.get(section) ?? section}”</a></p>`;
}
