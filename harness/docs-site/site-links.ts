import type { MarkdownIt, Token } from 'markdown-it';
import { linkTarget } from './links.ts';

interface Env {
  path: string;
  isShown(path: string): boolean;
}

/**
 * Turns links and pictures into those of the site. What the site does not show (a solution, a source file) is no link:
 * its path is said instead.
 */
export function siteLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push('site_links', (state) => {
    const { path, isShown } = state.env as unknown as Env;
    for (const { children } of state.tokens) if (children) adapt(children, path, isShown);
  });
}

function adapt(tokens: Token[], from: string, isShown: Env['isShown']): void {
  tokens.forEach((token, index) => {
    const attribute = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined;
    if (!attribute) return;
    const target = linkTarget(from, String(token.attrGet(attribute) ?? ''), isShown);
    if (target.kind !== 'file') return token.attrSet(attribute, target.href);
    if (token.type === 'image') {
      token.type = 'text'; // its description, which is its content already
      return;
    }
    token.tag = 'span';
    token.attrs = [
      ['class', 'not-shown'],
      ['title', `In the folder of the course: ${target.path}`],
    ];
    const end = tokens.slice(index).find(({ type, level }) => type === 'link_close' && level === token.level);
    if (end) end.tag = 'span';
  });
}
