import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeHtml, Html } from './html.ts';

hljs.registerLanguage('sh', bash);
hljs.registerLanguage('json', json);
hljs.registerLanguage('sql', sql);
hljs.registerLanguage('ts', typescript);

/** Code as HTML, in colour where its language is one of those that the course uses. */
export function highlight(code: string, language: string): Html {
  if (hljs.getLanguage(language)) return new Html(hljs.highlight(code, { language }).value);
  return new Html(escapeHtml(code));
}

/** What a run printed: the lines of checks in the colour of their mark. */
export function highlightVerdict(output: string): Html {
  const lines = escapeHtml(output)
    .replaceAll(/^ ✓ .*$/gm, '<span class="good">$&</span>')
    .replaceAll(/^ ✗ .*$/gm, '<span class="bad">$&</span>')
    .replaceAll(/^(passed|not yet)(?=: )/gm, '<strong>$1</strong>');
  return new Html(lines);
}
