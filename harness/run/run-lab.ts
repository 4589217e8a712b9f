import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { COMMON_NEEDS, mustHave } from '../cluster/external/needs.ts';
import type { ClusterInfo, DatabaseInfo } from '../cluster/keeper/api.ts';
import type { Claims } from '../cluster/keeper/claims.ts';
import type { Peer } from '../cluster/keeper/peer.ts';
import type { Lab } from '../course/labs.ts';
import type { Timing } from '../course/provided-run.ts';
import { RunCancelledError } from '../course/run-cancelled.ts';
import { type Variant, variantLabel } from '../course/variants.ts';
import { databaseName } from '../database/database.ts';
import { HarnessError } from '../errors.ts';
import { stateFolder } from '../paths.ts';
import type { CheckListener } from './check-reporter.ts';
import { LiveLog } from './live-log.ts';
import type { RunListener } from './run-listener.ts';
import { type CheckVerdict, outcomeOf, type Verdict } from './verdict.ts';
import type { VitestSession } from './vitest-session.ts';

const KEPT_RUNS = 30;

export interface RunRequest {
  lab: Lab;
  variant: Variant;
  task?: number | undefined;
  /** Titles of checks: only these are tried. */
  checks?: readonly string[] | undefined;
  /** Learner processes wait for a debugger. */
  inspect?: boolean | undefined;
  /** Where files are watched. `next` is the id of the run after it, for which processes are started ahead. */
  series?: { runId: string; next: string; isFirst: boolean } | undefined;
  /** What it uses of the keeper's, where other runs of the same proof may go beside it; all alone without them. */
  claims?: Claims | undefined;
  /** Gives the run up: the check under way ends at once, and there is no verdict. */
  signal?: AbortSignal | undefined;
}

export interface RunResult {
  verdict: Verdict;
  /** The folder with the verdict, the logs and what the program printed. */
  recordFolder: string;
}

/**
 * Judges one variant of one lab. The cluster and the database come up while Vitest does; the run ends with everything it started, also
 * when this throws. Throws HarnessError where no verdict is possible, and RunCancelledError once it was given up.
 */
export async function runLab(
  { lab, variant, task, checks: only, inspect, series, claims, signal }: RunRequest,
  { keeper, vitest }: { keeper: Peer; vitest: Promise<VitestSession> },
  listener: RunListener,
): Promise<RunResult> {
  const label = `${lab.name} ${variantLabel(variant)}`;
  keeper.onEvent = (event, data) => {
    if (event === 'progress') listener.onProgress?.((data as { text: string }).text);
  };
  const timings: Timing[] = [];
  const timed = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const from = performance.now();
    return work.finally(() => timings.push({ step, ms: Math.round(performance.now() - from) }));
  };
  const { runId } = await keeper.call<{ runId: string }>('beginRun', { label, runId: series?.runId, claims });
  let live: LiveLog | undefined;
  try {
    const mayGoOn = () => {
      if (signal?.aborted) throw new RunCancelledError();
    };
    mayGoOn();
    const startedAt = performance.now();
    // A first run may fetch for minutes, and no check's deadline is made for that.
    const fetched = keeper.call('prepare', { database: lab.database !== undefined });
    fetched.catch(() => {}); // awaited below
    const recordFolder = await newRecordFolder(lab, variant);
    live = LiveLog.begin(recordFolder, { lab: lab.name, variant: variantLabel(variant), task, checks: only });
    const told = live.alongside(listener);
    const acquired = timed(
      'the cluster is ready (Vitest opens meanwhile)',
      keeper.call<ClusterInfo>('acquire', { runId, shape: lab.shape }),
    );
    const database = lab.database
      ? timed('the database is ready, beside the cluster', keeper.call<DatabaseInfo>('acquireDatabase', { runId }))
      : undefined;
    const ready = Promise.all([acquired, database]);
    const noServers = new AbortController();
    // A file that does not compile is judged before the cluster is up; what is told of it waits for the header.
    let isUp = false;
    const early: CheckVerdict[] = [];
    ready.then(
      (infos) => {
        isUp = true;
        told.onReady?.(...infos);
        for (const check of early) told.onCheck?.(check);
      },
      // Without them each check would try, and fail, once more: the error is told once, below.
      () => noServers.abort(),
    );
    const untilUp: CheckListener = {
      onStart: (title) => isUp && !signal?.aborted && told.onStart?.(title),
      onCheck: (check) => !signal?.aborted && (isUp ? told.onCheck?.(check) : early.push(check)),
    };
    const provided = {
      lab: lab.name,
      files: variant.files,
      runId,
      recordFolder,
      ...(task === undefined ? {} : { task }),
      ...(only === undefined ? {} : { checks: only }),
      ...(inspect ? { inspect: true as const } : {}),
      ...(series ? { nextRunId: series.next } : {}),
      ...(series?.isFirst === false ? { isAgain: true as const } : {}),
    };
    const session = await timed('Vitest is open', vitest);
    await fetched;
    if (process.env.KAFKA_LABS_RUNTIME === 'external') {
      const [{ brokers }] = await ready;
      await mustHave(brokers, [...COMMON_NEEDS, ...(lab.brokerNeeds ?? [])]);
    }
    mayGoOn();
    const givenUp = AbortSignal.any([noServers.signal, ...(signal ? [signal] : [])]);
    const running = session.run(lab.testFile, provided, untilUp, givenUp);
    const checks = await timed('all checks, and reading their file', running);
    const [info, databaseInfo] = await ready;
    if (signal?.aborted) await rm(recordFolder, { recursive: true, force: true });
    mayGoOn();
    if (checks.length === 0) throw noChecks(lab, task, only);
    const verdict: Verdict = {
      lab: lab.name,
      variant: variantLabel(variant),
      outcome: outcomeOf(checks),
      runtime: info.runtime,
      kafkaVersion: info.kafkaVersion,
      ...(databaseInfo ? { database: databaseName(databaseInfo) } : {}),
      durationMs: Math.round(performance.now() - startedAt),
      timings,
      checks,
    };
    await writeFileAtomic(join(recordFolder, 'verdict.json'), `${JSON.stringify(verdict, null, 2)}\n`);
    live.ended(verdict);
    return { verdict, recordFolder };
  } catch (error) {
    live?.failed(error);
    throw error;
  } finally {
    await keeper.call('endRun', { runId }).catch(() => {}); // a keeper that is gone has ended it already
  }
}

function noChecks(lab: Lab, task: number | undefined, only: readonly string[] | undefined): HarnessError {
  return new HarnessError({
    code: 'LAB_BROKEN',
    what: `No check of ${lab.name} ran${task === undefined ? '' : ` for task ${task}`}${only ? ` of ${only.map((title) => `“${title}”`).join(', ')}` : ''}.`,
    why: 'The lab’s test file has no check that fits.',
    next: 'Please report it.',
  });
}

/** A folder per run under .labs/runs, the latest thirty kept. */
async function newRecordFolder(lab: Lab, variant: Variant): Promise<string> {
  const runs = join(stateFolder(), 'runs');
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const name = variant.kind === 'from' ? 'from' : variantLabel(variant).replaceAll(' ', '-');
  const folder = join(runs, `${at}-${lab.name}-${name}`);
  await mkdir(folder, { recursive: true });
  const old = (await readdir(runs)).sort().slice(0, -KEPT_RUNS);
  for (const entry of old) await rm(join(runs, entry), { recursive: true, force: true });
  return folder;
}
