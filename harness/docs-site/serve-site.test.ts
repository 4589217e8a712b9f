import http from 'node:http';
import net from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { serveSite } from './serve-site.ts';

const site = await serveSite(0);
afterAll(() => site.close());

interface Got {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** As it is written: fetch would tidy the path. */
function get(path: string, options: http.RequestOptions = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    http
      .request({ host: '127.0.0.1', port: site.port, path, agent: false, ...options }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      })
      .once('error', reject)
      .end();
  });
}

test.each([
  '/',
  '/labs/01-acks/lesson.md',
  '/labs/01-acks/run',
  '/docs/README.md',
  '/docs/errors.md',
  '/docs/glossary.md',
])('%s is a page whose policy allows the site’s own files alone', async (path) => {
  const { status, headers, body } = await get(path);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(body).not.toMatch(/ style=| on\w+=|<style|<script(?! type="module" src="\/assets\/site\.js")/);
});

test.each(['/assets/site.css', '/assets/site.js', '/assets/icon.svg', '/docs/timeline.svg'])(
  '%s has the type of its name',
  async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^(text\/(css|javascript)|image\/svg\+xml)/);
  },
);

test.each([
  '/docs/../package.json',
  '/docs/%2e%2e/package.json',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/../../../../etc/passwd',
  '//etc/passwd',
  '/docs/glossary.md%00',
  '/assets/../serve-site.ts',
  '/solutions/01-acks/sender.ts',
  '/labs/01-acks/lab.ts',
  '/labs/..%2f..%2f/run/timeline.svg',
  '/work/01-acks/sender.ts',
  '/live/nothing/panel',
])('%s is no page; what there is instead is listed', async (path) => {
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body).toContain('There is no such page');
  expect(body).toContain('/labs/01-acks/lesson.md');
  expect(body).not.toMatch(/root:|"private": true|startSender/);
});

test('what is asked for comes back escaped', async () => {
  const { body } = await get('/%3Cscript%3Ealert(1)%3C/script%3E');
  expect(body).toContain('&lt;script&gt;alert(1)');
});

test.each(['/4', '/04', '/labs/04', '/labs/04/', '/labs/04-wakeup-shutdown', '/wakeup'])(
  '%s leads to the lesson of lab 04',
  async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(302);
    expect(headers.location).toBe('/labs/04-wakeup-shutdown/lesson.md');
  },
);

test('another Host is refused before anything is read', async () => {
  const { status, body } = await get('/docs/errors.md', { headers: { host: 'evil.example' } });
  expect(status).toBe(421);
  expect(body).toContain(`127.0.0.1:${site.port}`);
});

test('HEAD tells the headers alone, also of a run that could be followed', async () => {
  const head = await get('/docs/errors.md', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(Number(head.headers['content-length'])).toBeGreaterThan(10_000);
  expect((await get('/live/01-acks/panel', { method: 'HEAD' })).headers['content-type']).toContain('text/event-stream');
});

test('other methods, and addresses that cannot be read, get a clear text', async () => {
  expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect((await get('/%zz')).status).toBe(400);
  expect((await get('http://evil.example/')).status).toBe(400);
});

test('it listens on this machine alone', async () => {
  const outward = Object.values((await import('node:os')).networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outward) {
    const failed = await new Promise((resolve) => {
      const socket = net.connect({ host: address, port: site.port }, () => resolve(undefined));
      socket.once('error', resolve);
      socket.once('close', () => socket.destroy());
    });
    expect(failed).toMatchObject({ code: 'ECONNREFUSED' });
  }
});

test('a second site on the same port says what is wrong, and what to do', async () => {
  await expect(serveSite(site.port)).rejects.toMatchObject({
    code: 'PORT_UNUSABLE',
    next: expect.stringContaining('--port'),
  });
});

test('a site that is closed ends those who follow a run', async () => {
  const other = await serveSite(0);
  const ended = new Promise<void>((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port: other.port, path: '/live/01-acks/panel', agent: false });
    request.once('response', (response) => {
      response.once('data', () => void other.close());
      response.once('error', () => {}).once('close', resolve);
    });
    request.once('error', reject);
  });
  await ended;
  await expect(get('/', { port: other.port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
