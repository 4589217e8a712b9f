import type { Outcome } from '../../diagnosis/outcome.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { LiveCheck, LiveEvent } from '../../run/live-log.ts';

/** A run as far as its live log tells. */
export interface RunState {
  lab: string;
  variant: string;
  task?: number;
  beganAt: string;
  /** Who runs it. */
  process?: ProcessIdentity;
  /** `stopped`: it has no verdict, and whoever ran it is gone. */
  phase: 'starting' | 'running' | 'ended' | 'stopped';
  /** Such as “local, Kafka 4.3.1”. */
  servers?: string;
  checks: LiveCheck[];
  /** Titles of checks that have begun and are not decided. */
  underWay: string[];
  outcome?: Outcome;
  durationMs?: number;
  /** Why there is no verdict. */
  error?: { code: string; what: string; next: string };
}

/** The state after all lines of a live log; undefined where it does not tell of a run. Lines that are cut off are skipped. */
export function runState(log: string): RunState | undefined {
  let state: RunState | undefined;
  for (const line of log.split('\n')) {
    try {
      const event = JSON.parse(line) as LiveEvent;
      if (event.type === 'began') state = begun(event);
      else if (state) apply(state, event);
    } catch {
      // cut off, or still being written
    }
  }
  return state;
}

function begun({ at, lab, variant, task, process }: LiveEvent & { type: 'began' }): RunState {
  return {
    lab,
    variant,
    ...(task === undefined ? {} : { task }),
    beganAt: at,
    ...(process ? { process } : {}),
    phase: 'starting',
    checks: [],
    underWay: [],
  };
}

function apply(state: RunState, event: LiveEvent): void {
  switch (event.type) {
    case 'ready':
      state.phase = 'running';
      state.servers = [event.runtime, `Kafka ${event.kafkaVersion}`, event.database].filter(Boolean).join(', ');
      return;
    case 'check-began':
      state.underWay.push(event.title);
      return;
    case 'check':
      state.underWay = state.underWay.filter((title) => title !== event.check.title);
      state.checks.push(event.check);
      return;
    case 'ended':
      state.phase = 'ended';
      state.underWay = [];
      if ('error' in event) state.error = event.error;
      else Object.assign(state, { outcome: event.outcome, durationMs: event.durationMs });
  }
}
