import type { IncomingMessage } from 'node:http';
import { type Answer, plainText } from './answer.ts';

/**
 * Refuses what is not asked of this site, or not as a reader asks. A page of another site could name this address by a
 * name of its own (DNS rebinding) and read what is here; its Host tells. Undefined where the request is fine.
 */
export function refusalOf({ method, headers, url }: IncomingMessage, port: number): Answer | undefined {
  const host = headers.host?.toLowerCase();
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    return plainText(421, `This site answers as 127.0.0.1:${port} or localhost:${port} only.`);
  if (method !== 'GET' && method !== 'HEAD')
    return { ...plainText(405, 'This site is to be read: GET and HEAD only.'), headers: { Allow: 'GET, HEAD' } };
  if (!url?.startsWith('/')) return plainText(400, 'The address must begin with a slash.');
  return undefined;
}

/** The path that is asked for, decoded once; undefined where it cannot be. It is compared with names, and never opened. */
export function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0]!);
  } catch {
    return undefined;
  }
}
