import type { RendererRule } from 'markdown-it';
import { highlight, highlightVerdict } from './highlight.ts';
import { html } from './html.ts';

/** A block of code: in colour, with its language for the script's copy button, and with the command that printed it. */
export const fence: RendererRule = (tokens, index) => {
  const { content, info, meta } = tokens[index]!;
  const language = info.trim().split(/\s+/)[0] || 'text';
  const { command } = (meta ?? {}) as { command?: string };
  const code = command ? highlightVerdict(content) : highlight(content, language);
  const block = html`<pre class="scrolls" data-language="${language}"><code>${code}</code></pre>`;
  const caption = command && html`<figcaption><code>${command}</code> prints:</figcaption>`;
  return caption
    ? `${html`<figure class="code output">${caption}${block}</figure>`}\n`
    : `${html`<div class="code">${block}</div>`}\n`;
};
