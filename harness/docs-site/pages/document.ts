import { html } from '../html.ts';
import type { RenderedMarkdown } from '../markdown.ts';
import { layout } from './layout.ts';

/** A page of docs/, or another one that is no lesson. */
export function documentPage({ title, headings, body }: RenderedMarkdown, address: string): string {
  return layout({ title, address, main: html`<article>${body}</article>`, headings });
}
