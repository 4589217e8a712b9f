import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../harness/broker/eventually.ts';
import { logOf } from '../../../harness/docs-site/live/written-run.ts';
import type { LiveEvent } from '../../../harness/run/live-log.ts';
import type { Home } from '../../support/home.ts';
import type { Ended } from '../../support/program.ts';

/** The real program, serving a home. */
export interface Site {
  /** Without a slash at its end. */
  address: string;
  /** SIGTERM; resolves when it has ended. */
  end(): Promise<Ended>;
}

/** `npm run lab -- docs`, up and answering. */
export async function startSite(home: Home, args: readonly string[] = []): Promise<Site> {
  const started = home.start(['docs', ...args]);
  const address = await eventually('the site says where it is', () => {
    if (started.child.exitCode !== null) throw new Error(started.printed());
    return /http:\/\/127\.0\.0\.1:\d+/.exec(started.printed())?.[0];
  });
  return {
    address,
    end: () => {
      started.child.kill('SIGTERM');
      return started.ended;
    },
  };
}

let runs = 0;

/** A run that left these lines so far, later than all that were written before it; its record folder. */
export function writeRun(home: Home, lab: string, events: readonly LiveEvent[]): string {
  const time = `2026-01-31T10-51-00-${String(runs++).padStart(3, '0')}Z`;
  const folder = home.path('.labs', 'runs', `${time}-${lab}-work`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'live.jsonl'), logOf(...events));
  return folder;
}
