import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lab } from '../../course/labs.ts';
import { safeHeaders } from '../answer.ts';
import { drawingOf } from './drawing.ts';
import { latestRun } from './latest-run.ts';
import { lessonSections } from './lesson-sections.ts';
import type { LiveFeed } from './live-feed.ts';
import { runPanel, wholeRun } from './run-view.ts';
import { announcementOf } from './run-words.ts';

export type LiveView = 'panel' | 'run';

/** So often a reader hears that the site is still there: what is between may close a connection that is silent. */
const HEARTBEAT_MS = 15_000;

/**
 * Follows a lab's latest run for one reader, by server-sent events: all that the page shows of it at first, and again
 * whenever that changes. So a reader who comes back has missed nothing, whatever was the last that it heard.
 */
export function followRun(
  request: IncomingMessage,
  response: ServerResponse,
  { lab, view, feed }: { lab: Lab; view: LiveView; feed: LiveFeed },
): void {
  response.writeHead(200, safeHeaders('text/event-stream; charset=utf-8'));
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.write('retry: 1000\n\n');
  let sent = '';
  let isLooking = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (isLooking) return;
    isLooking = true;
    while (again && !response.writableEnded) {
      again = false;
      const state = await stateFor(lab, view).catch(() => undefined); // a run's folder may go while it is read
      if (state === undefined || state === sent || response.writableEnded) continue;
      sent = state;
      response.write(`data: ${state}\n\n`);
    }
    isLooking = false;
  };
  const stop = feed.listen(lab.name, look);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  void look();
}

/** On one line, as an event's data must be: JSON has no line breaks. */
async function stateFor(lab: Lab, view: LiveView): Promise<string> {
  const run = await latestRun(lab.name);
  const shown = { lab, run, sections: await lessonSections(lab) };
  const html = view === 'panel' ? runPanel(shown) : wholeRun(shown, await drawingOf(lab, run));
  return JSON.stringify({ html: html.toString(), announcement: announcementOf(run) });
}
