import makeMarkdown, { type MarkdownIt, type RendererRule, type Token } from 'markdown-it';
import anchors from 'markdown-it-anchor';
import { anchorOf } from './anchor.ts';
import { courseComments } from './comments.ts';
import { fence } from './fence.ts';
import { glossaryTerms } from './glossary.ts';
import { Html } from './html.ts';
import { siteLinks } from './site-links.ts';

/** A Markdown file as a page shows it. */
export interface RenderedMarkdown {
  /** The text of its first heading. */
  title: string;
  /** The headings below the first, in order. */
  headings: Heading[];
  body: Html;
}

export interface Heading {
  level: number;
  text: string;
  id: string;
}

export interface MarkdownSource {
  text: string;
  /** Its path from the course's root: links are relative to it. */
  path: string;
  /** Whether the site shows the file at this path. */
  isShown(path: string): boolean;
  /** The anchors of the glossary's terms. */
  terms?: ReadonlySet<string>;
}

/** Renders Markdown without raw HTML. */
export function renderMarkdown({ text, path, isShown, terms = new Set() }: MarkdownSource): RenderedMarkdown {
  const env = { path, isShown, terms };
  const tokens = markdown.parse(text, env);
  const headings = tokens.flatMap((token, index) =>
    token.type === 'heading_open'
      ? [{ level: Number(token.tag.slice(1)), text: plainText(tokens[index + 1]), id: String(token.attrGet('id')) }]
      : [],
  );
  const title = headings.find(({ level }) => level === 1)?.text ?? path;
  const body = new Html(markdown.renderer.render(tokens, markdown.options, env));
  return { title, headings: headings.filter(({ level }) => level > 1), body };
}

const markdown = makeMarkdown({ html: false });
// Its types are written for an older markdown-it, which it does not need.
markdown.use(anchors as unknown as (markdown: MarkdownIt, options: object) => void, { slugify: anchorOf });
markdown.use(courseComments);
markdown.use(siteLinks);
markdown.use(glossaryTerms);
const scrolls: RendererRule = (tokens, index) => {
  const { nesting } = tokens[index]!;
  return nesting > 0 ? '<div class="scrolls" role="group" aria-label="Table"><table>\n' : '</table></div>\n';
};
Object.assign(markdown.renderer.rules, { fence, table_open: scrolls, table_close: scrolls });

function plainText(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join('');
}
