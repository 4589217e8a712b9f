import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allLabs } from '../course/labs.ts';
import { HarnessError } from '../errors.ts';
import { plainText, send } from './answer.ts';
import { LiveFeed } from './live/live-feed.ts';
import { followRun, type LiveView } from './live/live-stream.ts';
import { siteAnswer } from './site.ts';
import { pathOf, refusalOf } from './site-address.ts';

export interface RunningSite {
  port: number;
  /** Ends it, also for those who follow a run. */
  close(): Promise<void>;
}

/** Serves the course to this machine alone. Port 0 is any free one. Throws PORT_UNUSABLE. */
export async function serveSite(port: number): Promise<RunningSite> {
  const feed = new LiveFeed();
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    answer(request, response, own, feed).catch((error: Error) => {
      console.error(` ${request.url}: ${error.stack}`);
      if (!response.headersSent) send(response, plainText(500, `kafka-labs itself failed: ${error.message}`));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(unusable(port, error)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        feed.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, port: number, feed: LiveFeed): Promise<void> {
  const refusal = refusalOf(request, port);
  if (refusal) return send(response, refusal);
  const path = pathOf(request.url!);
  if (path === undefined) return send(response, plainText(400, 'The address cannot be read: a % in it is wrong.'));
  const [, name, view] = /^\/live\/([^/]+)\/(panel|run)$/.exec(path) ?? [];
  const lab = name === undefined ? undefined : (await allLabs()).find((each) => each.name === name);
  if (lab) return followRun(request, response, { lab, view: view as LiveView, feed });
  send(response, await siteAnswer(path));
}

function unusable(port: number, error: NodeJS.ErrnoException): Error {
  const isTaken = error.code === 'EADDRINUSE';
  if (!isTaken && error.code !== 'EACCES') return error;
  return new HarnessError({
    code: 'PORT_UNUSABLE',
    what: `The docs site cannot listen on port ${port}.`,
    why: isTaken
      ? `Another program listens there (${error.message}); it may be another docs site of yours.`
      : `The system does not allow it (${error.message}).`,
    next: 'Leave out --port for a free one, or give another number above 1023.',
    cause: error,
  });
}
