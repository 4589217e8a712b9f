import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify } from '../../process/identity.ts';
import type { LiveEvent } from '../../run/live-log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { latestRun } from './latest-run.ts';
import { began, checkBegan, decided, ended, failed, logOf, passed, ready } from './written-run.ts';

function record(runs: string, second: number, name: string, ...events: LiveEvent[]): string {
  const folder = join(runs, `2026-01-31T10-51-0${second}-123Z-${name}`);
  mkdirSync(folder);
  if (events.length > 0) writeFileSync(join(folder, 'live.jsonl'), logOf(...events));
  return folder;
}

const me = identify(process.pid)!;
const nobody = { ...me, startTime: 'long ago' };

test('the latest run of a lab is that of the latest folder with its name', async () => {
  const runs = await temporaryFolder();
  record(runs, 1, '00-first-record-work', began(), ready, ended('failed'));
  const latest = record(runs, 2, '00-first-record-solution', began({ variant: 'solution' }), ready, ended('passed'));
  record(runs, 3, '01-acks-work', began({ lab: '01-acks' }), ready);
  record(runs, 4, '00-first-record-work'); // of a version that told nothing
  expect(await latestRun('00-first-record', runs)).toMatchObject({ folder: latest, variant: 'solution' });
  expect(await latestRun('02-min-insync-replicas', runs)).toBeUndefined();
  expect(await latestRun('00-first-record', join(runs, 'nothing'))).toBeUndefined();
});

test('a run without an end is stopped where the process that ran it is gone, and under way where it is not', async () => {
  const runs = await temporaryFolder();
  const events = [ready, checkBegan('a claim'), decided(passed), checkBegan('another claim')];
  record(runs, 1, '00-first-record-work', began({ process: me }), ...events);
  record(runs, 2, '01-acks-work', began({ process: nobody }), ...events);
  record(runs, 3, '02-x-work', began({ process: nobody }), ...events, decided(failed), ended('failed'));
  expect(await latestRun('00-first-record', runs)).toMatchObject({ phase: 'running', underWay: ['another claim'] });
  expect(await latestRun('01-acks', runs)).toMatchObject({ phase: 'stopped', underWay: [], checks: [passed] });
  expect(await latestRun('02-x', runs)).toMatchObject({ phase: 'ended' });
});

test('what a run left to look at comes with it', async () => {
  const runs = await temporaryFolder();
  const folder = record(runs, 1, '00-first-record-work', began(), ready, ended('failed'));
  expect(await latestRun('00-first-record', runs)).not.toHaveProperty('timelineMs');
  writeFileSync(join(folder, 'timeline.svg'), '<svg/>');
  writeFileSync(join(folder, 'crash-points.md'), '| a |\n');
  expect(await latestRun('00-first-record', runs)).toMatchObject({
    timelineMs: expect.any(Number),
    crashPoints: '| a |\n',
  });
});
