import type { ServerResponse } from 'node:http';

/** No script, style, frame or request but the site's own, and none within a page's text. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A drawing brings styles of its own, and may do nothing else. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export interface Answer {
  status?: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

/** Headers that every answer has. */
export function safeHeaders(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': type.startsWith('image/') ? PICTURE_POLICY : PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}

/** Sends an answer whole; to HEAD its headers alone, as Node does by itself. */
export function send(response: ServerResponse, { status = 200, type, body, headers }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...safeHeaders(type), ...headers, 'Content-Length': String(bytes.length) });
  response.end(bytes);
}

export const page = (body: string, status = 200): Answer => ({ status, type: 'text/html; charset=utf-8', body });

export const plainText = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

export const redirect = (location: string): Answer => ({
  ...plainText(302, `See ${location}`),
  headers: { Location: location },
});

const TYPES: Record<string, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** A file that is sent as it is; its type is that of its name. */
export function file(name: string, body: Buffer): Answer {
  return { type: TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream', body };
}
