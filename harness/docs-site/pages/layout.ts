import { type Html, html } from '../html.ts';
import type { Heading } from '../markdown.ts';

export interface Page {
  title: string;
  /** Its address, by which the site's navigation tells where the reader is. */
  address: string;
  main: Html;
  /** Listed beside the text. */
  headings?: readonly Heading[];
  /** Stands beside the text, behind it in reading order. */
  aside?: Html;
}

const PLACES = [
  { address: '/', name: 'Labs' },
  { address: '/docs/README.md', name: 'Docs' },
  { address: '/docs/glossary.md', name: 'Glossary' },
  { address: '/docs/errors.md', name: 'Errors' },
];

/** A whole page. Everything is there without the script, which adds what is live and the buttons that copy. */
export function layout({ title, address, main, headings = [], aside }: Page): string {
  const places = PLACES.map(
    (place) => html`<li><a href="${place.address}"${currentPage(place.address === address)}>${place.name}</a></li>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${address === '/' ? title : `${title} · kafka-labs`}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/site.css">
<script type="module" src="/assets/site.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><a class="name" href="/">kafka-labs</a><nav aria-label="Site"><ul>${places}</ul></nav></header>
<div class="columns${aside && ' with-aside'}${headings.length > 0 && ' with-contents'}">
${headings.length > 0 && contents(headings)}
<main id="content" tabindex="-1">${main}</main>
${aside}
</div>
<p id="announcement" class="visually-hidden" role="status"></p>
</body>
</html>
`.toString();
}

function contents(headings: readonly Heading[]): Html {
  const items = headings
    .filter(({ level }) => level <= 3)
    .map(
      ({ level, text, id }) => html`<li class="level-${level}"><a href="#${encodeURIComponent(id)}">${text}</a></li>`,
    );
  return html`<nav class="contents" aria-label="On this page"><details open data-narrow="closed"><summary>On this page</summary><ol>${items}</ol></details></nav>`;
}

const currentPage = (isCurrent: boolean): Html | false => isCurrent && html` aria-current="page"`;
