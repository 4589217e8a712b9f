import { posix } from 'node:path';

/** Where a link leads: to the web, to a page or a picture of the site, or to a file of the course that it does not show. */
export type LinkTarget =
  | { kind: 'web'; href: string }
  | { kind: 'site'; href: string }
  | { kind: 'file'; path: string };

/** Resolves a link as it stands in the Markdown file `from` (a path from the course's root). */
export function linkTarget(from: string, href: string, isShown: (path: string) => boolean): LinkTarget {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return { kind: 'web', href };
  const [, written = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  if (written === '') return { kind: 'site', href: hash };
  const path = posix.join(posix.dirname(from), decoded(written));
  if (isShown(path)) return { kind: 'site', href: `/${encodeURI(path)}${hash}` };
  return { kind: 'file', path };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
