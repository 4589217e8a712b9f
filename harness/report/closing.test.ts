import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../course/labs.ts';
import type { Verdict } from '../run/verdict.ts';
import { type Closing, closing } from './terminal.ts';
import { cause, failed, lab, passed } from './written-verdict.ts';

const end = (parts: Partial<Verdict>, found: Partial<Closing> = {}): string[] => endOf(lab, parts, found);

function endOf(of: Lab, parts: Partial<Verdict>, found: Partial<Closing> = {}): string[] {
  const verdict: Verdict = {
    lab: of.name,
    variant: 'work',
    outcome: 'failed',
    runtime: 'local',
    kafkaVersion: '4.3.1',
    durationMs: 4_200,
    timings: [],
    checks: [passed, failed, { ...failed, level: 'deeper' }],
    ...parts,
  };
  const text = closing(of, verdict, { cause: undefined, next: undefined, drawings: {}, ...found });
  return stripVTControlCharacters(text).split('\n');
}

describe('the end of a run', () => {
  test('counts the core checks that pass and points to the hint and the lesson’s section', () => {
    expect(end({}, { cause })).toEqual([
      'not yet: 1 of 2 core checks pass in 4.2 s',
      ' next:   npm run lab -- hint 01',
      ' lesson: labs/01-acks/lesson.md#what-acks-means',
    ]);
  });

  test('of a program that is not the learner’s has no hint', () => {
    expect(end({ variant: 'mistake leader-only' }, { cause })[1]).toBe(
      ' lesson: labs/01-acks/lesson.md#what-acks-means',
    );
  });

  test('that passed names what to go on with, if there is something', () => {
    const next = { lab: '04', arguments: '02 --task 1', title: 'In sync' };
    const won = 'passed: 1 of 1 core checks in 4.2 s';
    expect(end({ outcome: 'passed', checks: [passed] }, { next })).toEqual([
      won,
      ' next: npm run lab -- 02 --task 1      In sync',
    ]);
    expect(end({ outcome: 'passed', checks: [passed] })[1]).toContain('the last lab so far');
    expect(end({ outcome: 'passed', checks: [passed], variant: 'solution' }, { next })).toEqual([won]);
  });

  test('that could not tell blames nobody’s code and says to try again', () => {
    expect(end({ outcome: 'inconclusive' })).toEqual([
      'could not tell: the environment broke, or a fault did not happen. It says nothing about your code.',
      ' next: npm run lab -- 01, once more',
    ]);
  });

  test('that could not tell of one task says to try that one again', () => {
    const two = { ...lab, tasks: ['Send', 'Read'] };
    const closed = (checks: Verdict['checks']) => endOf(two, { outcome: 'inconclusive', checks })[1];
    expect(closed([{ ...passed, task: 2 }])).toBe(' next: npm run lab -- 01 --task 2, once more');
    expect(
      closed([
        { ...passed, task: 1 },
        { ...passed, task: 2 },
      ]),
    ).toBe(' next: npm run lab -- 01, once more');
  });

  test('that is a harness error asks for a report', () => {
    expect(end({ outcome: 'harness-error' })[0]).toMatch(/^harness error: .*Please report it/);
  });

  test.each<Verdict['outcome']>(['passed', 'failed', 'inconclusive', 'harness-error'])(
    'that is %s says last where its drawings are',
    (outcome) => {
      const drawing = (name: string) => join(process.cwd(), '.labs/timelines', name);
      const timeline = drawing('01.svg');
      const crashPoints = drawing('01-crash-points.md');
      expect(end({ outcome }, { drawings: { timeline, crashPoints } }).slice(-2)).toEqual([
        ' timeline: .labs/timelines/01.svg',
        ' crash points: .labs/timelines/01-crash-points.md',
      ]);
      expect(end({ outcome }, { drawings: { timeline } }).at(-1)).toBe(' timeline: .labs/timelines/01.svg');
      expect(end({ outcome }).join()).not.toContain('timeline');
    },
  );
});
