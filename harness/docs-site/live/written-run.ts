import type { LiveCheck, LiveEvent } from '../../run/live-log.ts';

/** For tests: the events of a run of lab 00 by this process, at one time. */
const at = '2026-01-31T10:51:01.123Z';

export const passed: LiveCheck = { title: 'a claim', task: 1, level: 'core', outcome: 'passed', durationMs: 5 };
export const failed: LiveCheck = {
  ...passed,
  title: 'another claim',
  outcome: 'failed',
  diagnosis: {
    code: 'left-open',
    title: 'Connections are still open after `close`.',
    why: 'Each client has connections of its own.',
    section: 'one-connection-kept',
    evidence: [{ atMs: 267, actor: 'you', text: 'close() resolved <b>' }],
  },
};

export const began = (more: object = {}): LiveEvent => ({
  at,
  type: 'began',
  lab: '00-first-record',
  variant: 'work',
  ...more,
});
export const ready: LiveEvent = { at, type: 'ready', runtime: 'local', kafkaVersion: '4.3.1' };
export const checkBegan = (title: string): LiveEvent => ({ at, type: 'check-began', title });
export const decided = (check: LiveCheck): LiveEvent => ({ at, type: 'check', check });
export const ended = (outcome: 'passed' | 'failed' | 'inconclusive' | 'harness-error'): LiveEvent => ({
  at,
  type: 'ended',
  outcome,
  durationMs: 4_900,
});
export const gaveUp: LiveEvent = {
  at,
  type: 'ended',
  error: { code: 'JAVA_MISSING', what: 'There is no Java.', next: 'Run `npm run lab -- doctor`.' },
};

/** As the lines of a live log. */
export function logOf(...events: readonly LiveEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
