import type { Outcome } from '../../diagnosis/outcome.ts';
import { duration } from '../../report/style.ts';
import type { RunState } from './run-state.ts';

export type Tone = 'good' | 'bad' | 'unsure' | 'busy' | 'quiet';

export interface Summary {
  tone: Tone;
  /** One line: how it stands. */
  text: string;
}

/** How a run stands, in one line. */
export function summaryOf(run: RunState | undefined): Summary {
  if (!run) return { tone: 'quiet', text: 'not run yet' };
  const { phase, checks, error, outcome, durationMs } = run;
  const core = checks.filter(({ level }) => level === 'core');
  const passed = core.filter((check) => check.outcome === 'passed').length;
  const failed = checks.filter((check) => check.outcome === 'failed').length;
  if (phase === 'starting') return { tone: 'busy', text: 'starting Kafka …' };
  if (phase === 'running') {
    const soFar = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : [])].join(', ');
    return { tone: 'busy', text: checks.length === 0 ? 'running …' : `running: ${soFar} so far` };
  }
  if (phase === 'stopped') return { tone: 'unsure', text: 'stopped before its verdict' };
  if (error) return { tone: 'unsure', text: `no verdict: ${error.code}` };
  const took = durationMs === undefined ? '' : ` in ${duration(durationMs)}`;
  return {
    passed: { tone: 'good' as const, text: `passed: ${passed} of ${core.length} core checks${took}` },
    failed: { tone: 'bad' as const, text: `not yet: ${passed} of ${core.length} core checks pass${took}` },
    inconclusive: { tone: 'unsure' as const, text: 'could not tell: the environment broke, not your code' },
    'harness-error': { tone: 'unsure' as const, text: 'harness error: a bug of kafka-labs, not of your code' },
  }[outcome ?? 'inconclusive'];
}

/** What a screen reader says of a run; it changes when a run begins, first fails, and ends, and not with every check. */
export function announcementOf(run: RunState | undefined): string {
  if (!run) return '';
  const of = `Run of ${variantWords(run.variant)}`;
  if (run.phase === 'ended' || run.phase === 'stopped') return `${of}: ${summaryOf(run).text}.`;
  const failed = run.checks.find(({ outcome }) => outcome === 'failed');
  return failed ? `${of}: failed: ${failed.title}.` : `${of} began.`;
}

/** Whose program a run judged, as words. */
export function variantWords(variant: string): string {
  if (variant === 'work') return 'your work';
  if (variant === 'solution' || variant === 'stub') return `the ${variant}`;
  return variant.startsWith('from ') ? `the files of ${variant.slice('from '.length)}` : variant;
}

/** What came of a check: a mark and a word, so that colour says nothing alone. */
export function checkWords({ outcome, isNotTried }: { outcome: Outcome; isNotTried?: true }): {
  tone: Tone;
  mark: string;
  word: string;
} {
  if (isNotTried) return { tone: 'quiet', mark: '·', word: 'waits for those above' };
  return {
    passed: { tone: 'good' as const, mark: '✓', word: 'passed' },
    failed: { tone: 'bad' as const, mark: '✗', word: 'failed' },
    inconclusive: { tone: 'unsure' as const, mark: '?', word: 'could not tell' },
    'harness-error': { tone: 'unsure' as const, mark: '?', word: 'harness error' },
  }[outcome];
}

/** The time of day, and the day where it was not today. */
export function clockWords(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  const time = date.toLocaleTimeString('en-GB');
  if (date.toDateString() === now.toDateString()) return `at ${time}`;
  return `on ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}, ${time}`;
}
