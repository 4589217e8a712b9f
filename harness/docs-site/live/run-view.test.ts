import { expect, test } from 'vitest';
import { lab } from '../../report/written-verdict.ts';
import type { LiveEvent } from '../../run/live-log.ts';
import type { LatestRun } from './latest-run.ts';
import { runState } from './run-state.ts';
import { runPanel, wholeRun } from './run-view.ts';
import { announcementOf, clockWords, summaryOf, variantWords } from './run-words.ts';
import { began, checkBegan, decided, ended, failed, gaveUp, logOf, passed, ready } from './written-run.ts';

const run = (...events: LiveEvent[]): LatestRun => ({ ...runState(logOf(...events))!, folder: '/nowhere' });
const sections = new Map([['one-connection-kept', 'One connection kept']]);
const panel = (shown: LatestRun | undefined): string => runPanel({ lab, run: shown, sections }).toString();
const deeper = { ...failed, level: 'deeper' as const };
const whole = (...events: LiveEvent[]) => run(began(), ready, ...events);

test.each([
  ['not run yet', undefined],
  ['starting Kafka …', run(began())],
  ['running …', whole(checkBegan('a claim'))],
  ['running: 1 passed so far', whole(decided(passed))],
  ['running: 1 passed, 1 failed so far', whole(decided(passed), decided(failed))],
  ['passed: 1 of 1 core checks in 4.9 s', whole(decided(passed), decided(deeper), ended('passed'))],
  ['not yet: 1 of 2 core checks pass in 4.9 s', whole(decided(passed), decided(failed), ended('failed'))],
  ['could not tell: the environment broke, not your code', whole(ended('inconclusive'))],
  ['harness error: a bug of kafka-labs, not of your code', whole(ended('harness-error'))],
  ['no verdict: JAVA_MISSING', run(began(), gaveUp)],
  ['stopped before its verdict', { ...whole(decided(passed)), phase: 'stopped' as const }],
])('in one line: %s', (text, shown) => {
  expect(summaryOf(shown).text).toBe(text);
  expect(panel(shown)).toContain(text);
});

test('a screen reader hears of the beginning, the first failure and the end, and not of each check', () => {
  const log = [
    began(),
    ready,
    checkBegan('a'),
    decided(passed),
    decided(failed),
    decided(passed),
    decided(failed),
    ended('failed'),
  ];
  const heard = log.map((_, index) => announcementOf(run(...log.slice(0, index + 1))));
  expect([...new Set(heard)]).toEqual([
    'Run of your work began.',
    'Run of your work: failed: another claim.',
    'Run of your work: not yet: 2 of 4 core checks pass in 4.9 s.',
  ]);
});

test('a check says in words what came of it, what happened, and where to read', () => {
  const text = panel(whole(decided(passed), decided(failed), checkBegan('a third')));
  expect(text).toContain('<span class="word">passed</span> a claim');
  expect(text).toContain('<span class="word">failed</span> another claim');
  expect(text).toContain('<span class="word">running</span> a third');
  expect(text).toContain('open after <code>close</code>.');
  expect(text).toContain('0.267 s</span> <strong>you</strong> close() resolved &lt;b&gt;');
  expect(text).toContain('<a href="/labs/01-acks/lesson.md#one-connection-kept">Read “One connection kept”</a>');
});

test('each part has a name of its own, by which it is found again when the run goes on', () => {
  const keys = [...panel(whole(decided(passed), decided(failed), checkBegan('a'))).matchAll(/data-key="([^"]*)"/g)];
  expect(new Set(keys.map(([, key]) => key)).size).toBe(keys.length);
});

test('whoever’s program was judged is said', () => {
  expect(['work', 'stub', 'solution', 'mistake acks-1', 'from ../theirs'].map(variantWords)).toEqual([
    'your work',
    'the stub',
    'the solution',
    'mistake acks-1',
    'the files of ../theirs',
  ]);
});

test('the time of a run is that of day, with the day where it was another', () => {
  const at = new Date(2026, 0, 31, 10, 51, 1);
  expect(clockWords(at.toISOString(), at)).toBe('at 10:51:01');
  expect(clockWords(at.toISOString(), new Date(2026, 1, 1))).toBe('on 31 January, 10:51:01');
  expect(clockWords('', at)).toBe('at an unknown time');
});

test('the page of a run holds its timeline and its crash points, and no HTML of theirs', () => {
  const drawing = {
    src: '/labs/01-acks/run/timeline.svg?at=1',
    alt: 'Timeline. "x"',
    text: '0.1 <you>',
    isEarlier: true,
  };
  const shown = {
    ...whole(decided(failed), ended('failed')),
    crashPoints: '| killed | came |\n| --- | --- |\n| <i> | — |\n',
  };
  const text = wholeRun({ lab, run: shown, sections }, drawing).toString();
  expect(text).toContain('alt="Timeline. &quot;x&quot;"');
  expect(text).toContain('0.1 &lt;you&gt;');
  expect(text).toContain('Of an earlier run');
  expect(text).toContain('<td>&lt;i&gt;</td>');
});
