import http from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

/** What answers at a socket of its own, as a container daemon would: path → status and body. Everything else is 404. */
export async function fakeDaemon(answers: Readonly<Record<string, unknown>>): Promise<string> {
  const socket = join(await temporaryFolder(), 'docker.sock');
  const server = http.createServer(({ url = '' }, response) => {
    const body = answers[decodeURI(url)];
    response.statusCode = body === undefined ? 404 : 200;
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? { message: 'no such image' }));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return `unix://${socket}`;
}
