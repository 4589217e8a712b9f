import { describe, expect, test } from 'vitest';
import type { Diagnosis, DiagnosisText } from '../diagnosis/diagnosis.ts';
import type { Outcome } from '../diagnosis/outcome.ts';
import { type CheckVerdict, diagnosisOf, outcomeOf } from './verdict.ts';

const text: DiagnosisText = { title: 't', why: 'w', section: 's', hints: ['1', '2', '3'] };
const table = { 'no-key': text, 'acks-one': text };
const diagnosis = (code: string): Diagnosis => ({ code, ...text, evidence: [] });

function check(level: CheckVerdict['level'], outcome: Outcome, code?: string): CheckVerdict {
  return { title: 'c', task: 1, durationMs: 1, level, outcome, ...(code ? { diagnosis: diagnosis(code) } : {}) };
}

describe('a run’s outcome', () => {
  test('is that of its core checks: a deeper one that fails does not keep a lab from being passed', () => {
    expect(outcomeOf([check('core', 'passed'), check('deeper', 'failed')])).toBe('passed');
    expect(outcomeOf([check('core', 'passed'), check('deeper', 'inconclusive')])).toBe('passed');
  });

  test('is the gravest of the core checks', () => {
    expect(outcomeOf([check('core', 'failed'), check('core', 'inconclusive')])).toBe('failed');
  });

  test('is a harness error wherever one happened', () => {
    expect(outcomeOf([check('core', 'failed'), check('deeper', 'harness-error')])).toBe('harness-error');
  });

  test('without any check is not a pass', () => {
    expect(outcomeOf([])).toBe('inconclusive');
  });
});

describe('a run’s diagnosis', () => {
  const causeOf = (...checks: CheckVerdict[]): string | undefined => diagnosisOf({ checks }, table)?.code;

  test('is the lab’s root cause, whichever check found it', () => {
    expect(causeOf(check('core', 'failed', 'acks-one'), check('core', 'failed', 'no-key'))).toBe('no-key');
  });

  test('is what kept the program from being judged, above the lab’s own', () => {
    expect(causeOf(check('core', 'failed', 'no-key'), check('core', 'failed', 'crashed'))).toBe('crashed');
  });

  test('is the lab’s own rather than that something threw', () => {
    expect(causeOf(check('core', 'failed', 'threw'), check('core', 'failed', 'acks-one'))).toBe('acks-one');
  });

  test('is a deeper check’s only where no core check has one', () => {
    expect(causeOf(check('deeper', 'failed', 'no-key'), check('core', 'failed', 'acks-one'))).toBe('acks-one');
    expect(causeOf(check('deeper', 'failed', 'no-key'), check('core', 'passed'))).toBe('no-key');
  });

  test('of a run that passed is none', () => {
    expect(causeOf(check('core', 'passed'))).toBeUndefined();
  });
});
