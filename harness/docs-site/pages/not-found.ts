import type { Lab } from '../../course/labs.ts';
import { html } from '../html.ts';
import { layout } from './layout.ts';
import { lessonAddress } from './start.ts';

/** For an address that leads nowhere: what there is instead. */
export function notFoundPage(address: string, labs: readonly Lab[], pages: readonly string[]): string {
  const main = html`<h1>There is no such page</h1>
<p>Nothing of the course is at <code>${address.slice(0, 200)}</code>. Solutions and source files are not shown here; look at them in your editor.</p>
<h2>Labs</h2>
<ul>${labs.map((lab) => html`<li><a href="${lessonAddress(lab)}">${lab.number} ${lab.title}</a></li>`)}</ul>
<h2>Other pages</h2>
<ul>${pages.map((path) => html`<li><a href="/${path}">${path}</a></li>`)}</ul>`;
  return layout({ title: 'No such page', address, main });
}
