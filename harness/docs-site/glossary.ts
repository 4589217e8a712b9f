import type { MarkdownIt, Token } from 'markdown-it';
import { anchorOf } from './anchor.ts';

export const GLOSSARY = 'docs/glossary.md';

/**
 * The anchors of the terms that a glossary explains once: each has a paragraph that begins with it, in bold. Of a word that
 * Kafka and databases both have, no link says which of them it means.
 */
export function termsOf(glossary: string): Set<string> {
  const all = [...glossary.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, term]) => anchorOf(withoutMarks(term!)));
  return new Set(all.filter((term) => all.indexOf(term) === all.lastIndexOf(term)));
}

/** Gives each term of the glossary an anchor, and lets a link to the glossary whose text is a term lead to it. */
export function glossaryTerms(markdown: MarkdownIt): void {
  markdown.core.ruler.push('glossary_terms', (state) => {
    const { path, terms } = state.env as unknown as { path: string; terms: ReadonlySet<string> };
    const given = new Map<string, number>();
    state.tokens.forEach((token, index) => {
      if (path === GLOSSARY && token.type === 'paragraph_open') {
        const term = textOf(state.tokens[index + 1]?.children ?? [], 'strong');
        if (term !== undefined) token.attrSet('id', unique(anchorOf(term), given));
      }
      for (const [at, child] of (token.children ?? []).entries()) {
        if (child.type !== 'link_open' || child.attrGet('href') !== `/${GLOSSARY}`) continue;
        const anchor = anchorOf(textOf(token.children!.slice(at), 'link') ?? '');
        if (terms.has(anchor)) child.attrSet('href', `/${GLOSSARY}#${encodeURIComponent(anchor)}`);
      }
    });
  });
}

/** Of the same anchor, the second is told from the first by a number, as headings are. */
function unique(anchor: string, given: Map<string, number>): string {
  const before = given.get(anchor) ?? 0;
  given.set(anchor, before + 1);
  return before === 0 ? anchor : `${anchor}-${before}`;
}

/** The text of the element that these tokens begin with; undefined where they begin with another. */
function textOf(tokens: readonly Token[], element: string): string | undefined {
  const all = tokens.filter(({ type, content }) => type !== 'text' || content !== '');
  if (all[0]?.type !== `${element}_open`) return undefined;
  const end = all.findIndex(({ type }) => type === `${element}_close`);
  return all
    .slice(0, end)
    .map(({ content }) => content)
    .join('');
}

const withoutMarks = (text: string): string => text.replaceAll(/`|^_|_$/g, '');
