import { expect, test } from 'vitest';
import { countDiagnoses, type Grade, gradesCsv, gradesSummary } from './grades.ts';

const grade = (more: Partial<Grade>): Grade => ({
  learner: 'kim',
  lab: '00-first-record',
  outcome: 'failed',
  tasksPassed: 0,
  tasks: 1,
  checksPassed: 1,
  checks: 6,
  diagnosis: 'no-key',
  title: 'The records have no key.',
  reason: '',
  durationMs: 2_000,
  ...more,
});

test('diagnoses are counted by lab, the most frequent first', () => {
  const passed = grade({ outcome: 'passed', diagnosis: '' });
  const counts = countDiagnoses([grade({ diagnosis: 'wrong-key' }), grade({}), passed, grade({ learner: 'lee' })]);
  expect(counts.map(({ diagnosis, learners }) => [diagnosis, learners])).toEqual([
    ['no-key', 2],
    ['wrong-key', 1],
  ]);
});

test('a cell with a comma is quoted, and one that a spreadsheet would calculate is not a formula', () => {
  const csv = gradesCsv([grade({ learner: '=HYPERLINK("x")', title: 'one, two' })], { header: false });
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  expect(csv).toContain('"one, two"');
});

test('who handed nothing in is not among those who were judged', () => {
  const grades = [grade({ outcome: 'passed' }), grade({ outcome: 'absent' }), grade({ outcome: 'inconclusive' })];
  expect(gradesSummary(grades, 3_000)).toBe(' 1 of 2 passed, 1 could not be told, in 3.0 s');
});
