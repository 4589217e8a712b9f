import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { identify } from '../../process/identity.ts';
import { serveSite } from '../serve-site.ts';
import { began, checkBegan, decided, ended, failed, logOf, passed, ready } from './written-run.ts';

const homeBefore = process.env.KAFKA_LABS_HOME;
const home = mkdtempSync(join(tmpdir(), 'site-home-'));
process.env.KAFKA_LABS_HOME = home;
const site = await serveSite(0);
afterAll(async () => {
  await site.close();
  rmSync(home, { recursive: true });
  if (homeBefore === undefined) delete process.env.KAFKA_LABS_HOME;
  else process.env.KAFKA_LABS_HOME = homeBefore;
});

interface Follower {
  /** What it was told so far, in order. */
  states: { html: string; announcement: string }[];
  leave(): void;
}

async function follow(path: string): Promise<Follower> {
  const follower: Follower = { states: [], leave: () => {} };
  await new Promise<void>((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port: site.port, path, agent: false });
    request.once('error', reject).once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        follower.states = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!));
      });
      response.once('error', () => {});
      resolve();
    });
    follower.leave = () => request.destroy();
  });
  return follower;
}

const told = (follower: Follower, part: string): Promise<unknown> =>
  eventually(`it is told of “${part}”`, () => follower.states.at(-1)?.html.includes(part), { withinMs: 5_000 });

function newRun(second: number, name: string): string {
  const folder = join(home, '.labs', 'runs', `2026-01-31T10-51-0${second}-123Z-${name}`);
  mkdirSync(folder, { recursive: true });
  return join(folder, 'live.jsonl');
}

test('whoever follows a lab is told how it stands, and again whenever that changes, from before its first run on', async () => {
  const follower = await follow('/live/00-first-record/panel');
  await told(follower, 'not run yet');
  const log = newRun(1, '00-first-record-work');
  writeFileSync(log, logOf(began({ process: identify(process.pid) })));
  await told(follower, 'starting Kafka');
  appendFileSync(log, logOf(ready, checkBegan('a claim')));
  await told(follower, 'running …');
  appendFileSync(log, logOf(decided(passed), decided(failed)).slice(0, -20)); // a line that is not whole yet
  await told(follower, '1 passed so far');
  expect(follower.states.at(-1)!.html).not.toContain('another claim');
  appendFileSync(log, logOf(decided(failed)).slice(-20));
  await told(follower, 'another claim');
  appendFileSync(log, logOf(ended('failed')));
  await told(follower, 'not yet: 1 of 2');
  const late = await follow('/live/00-first-record/panel');
  await told(late, 'not yet: 1 of 2');
  expect(late.states).toHaveLength(1); // all at once
  const next = newRun(2, '00-first-record-solution');
  writeFileSync(next, logOf(began({ variant: 'solution', process: identify(process.pid) })));
  await Promise.all([told(late, 'the solution'), told(follower, 'the solution')]);
  for (const each of [late, follower]) each.leave();
});

test('a run of another lab is not told, and what did not change is not told again', async () => {
  const [follower, other] = await Promise.all([
    follow('/live/01-acks/run'),
    follow('/live/02-min-insync-replicas/run'),
  ]);
  await told(follower, 'not run yet');
  const log = newRun(3, '02-min-insync-replicas-work');
  writeFileSync(log, logOf(began()));
  await told(other, 'starting Kafka'); // and both have looked
  appendFileSync(log, logOf(ready));
  await told(other, 'running …');
  expect(follower.states).toHaveLength(1);
  writeFileSync(newRun(4, '01-acks-work'), logOf(began({ lab: '01-acks' })));
  await told(follower, 'starting Kafka');
  expect(follower.states).toHaveLength(2);
  for (const each of [follower, other]) each.leave();
});

test('a drawing that comes after the verdict is told, too', async () => {
  const log = newRun(5, '03-auto-vs-sync-commit-work');
  writeFileSync(log, logOf(began(), ready, ended('failed')));
  const follower = await follow('/live/03-auto-vs-sync-commit/run');
  await told(follower, 'not yet');
  writeFileSync(join(log, '..', 'timeline.svg'), '<svg><title id="x">a &amp; b</title><desc>c</desc></svg>');
  await told(follower, '<img src="/labs/03-auto-vs-sync-commit/run/timeline.svg');
  expect(follower.states.at(-1)!.html).toContain('alt="Timeline. a &amp; b. c"');
  follower.leave();
});

test('what the file system does not tell is found all the same: the folder of all runs was deleted, and is there again', async () => {
  const first = newRun(6, '04-wakeup-shutdown-work');
  writeFileSync(first, logOf(began(), ready, ended('failed')));
  const follower = await follow('/live/04-wakeup-shutdown/panel');
  await told(follower, 'not yet');
  rmSync(join(home, '.labs', 'runs'), { recursive: true });
  await told(follower, 'not run yet');
  writeFileSync(newRun(7, '04-wakeup-shutdown-work'), logOf(began(), ready, ended('passed')));
  await told(follower, 'passed');
  appendFileSync(newRun(8, '04-wakeup-shutdown-solution'), logOf(began({ variant: 'solution' })));
  await told(follower, 'the solution');
  follower.leave();
});
