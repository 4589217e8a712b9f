import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import type { Lab } from '../course/labs.ts';
import type { Outcome } from '../diagnosis/outcome.ts';
import { diagnosisOf, type Verdict } from '../run/verdict.ts';
import { chalk, duration, width } from './style.ts';

/** What became of one learner's work in one lab. */
export interface Grade {
  learner: string;
  lab: string;
  /** `not-judged` where files are missing; `absent` where the folder holds nothing for the lab; `reason` says more. */
  outcome: Outcome | 'not-judged' | 'absent';
  tasksPassed: number;
  tasks: number;
  checksPassed: number;
  checks: number;
  /** The root cause's code and title. */
  diagnosis: string;
  title: string;
  reason: string;
  durationMs: number;
}

export function gradeOf(learner: string, lab: Lab, verdict: Verdict): Grade {
  const core = verdict.checks.filter(({ level }) => level === 'core');
  const passed = core.filter(({ outcome }) => outcome === 'passed');
  const failedTasks = new Set(core.filter(({ outcome }) => outcome !== 'passed').map(({ task }) => task));
  const cause = verdict.outcome === 'failed' ? diagnosisOf(verdict, lab.diagnoses) : undefined;
  const told = core.find(({ outcome }) => outcome === verdict.outcome && outcome !== 'failed');
  return {
    ...notJudged(learner, lab, told?.reason?.split('\n')[0] ?? ''),
    outcome: verdict.outcome,
    tasksPassed: lab.tasks.length - failedTasks.size,
    checksPassed: passed.length,
    checks: core.length,
    diagnosis: cause?.code ?? '',
    title: cause?.title ?? '',
    durationMs: verdict.durationMs,
  };
}

const NOTHING = { tasksPassed: 0, tasks: 0, checksPassed: 0, checks: 0, diagnosis: '', title: '', durationMs: 0 };

export function notJudged(learner: string, lab: Lab, reason: string): Grade {
  return { ...NOTHING, learner, lab: lab.name, outcome: 'not-judged', tasks: lab.tasks.length, reason };
}

/** Of a folder that holds nothing for the labs that are graded: `lab` names the only one, or none. */
export function absent(learner: string, labs: readonly Lab[]): Grade {
  const lab = labs.length === 1 ? labs[0]!.name : '';
  return { ...NOTHING, learner, lab, outcome: 'absent', reason: 'nothing handed in' };
}

const COLUMNS: (keyof Grade)[] = [
  'learner',
  'lab',
  'outcome',
  'tasksPassed',
  'tasks',
  'checksPassed',
  'checks',
  'diagnosis',
  'title',
  'reason',
  'durationMs',
];

/** Lines of CSV (RFC 4180). A cell that a spreadsheet would take for a formula is led by an apostrophe. */
export function gradesCsv(grades: readonly Grade[], { header }: { header: boolean }): string {
  return stringify([...grades], { header, columns: COLUMNS, escape_formulas: true });
}

export interface DiagnosisCount {
  lab: string;
  diagnosis: string;
  title: string;
  learners: number;
}

/** How many learners were told what, the most frequent first. */
export function countDiagnoses(grades: readonly Grade[]): DiagnosisCount[] {
  const counts = new Map<string, DiagnosisCount>();
  for (const { lab, diagnosis, title } of grades.filter((grade) => grade.diagnosis !== '')) {
    const key = `${lab} ${diagnosis}`;
    const count = counts.get(key) ?? { lab, diagnosis, title, learners: 0 };
    counts.set(key, { ...count, learners: count.learners + 1 });
  }
  return [...counts.values()].sort((a, b) => b.learners - a.learners || a.lab.localeCompare(b.lab));
}

export function countsCsv(counts: readonly DiagnosisCount[]): string {
  return stringify([...counts], {
    header: true,
    columns: ['learners', 'lab', 'diagnosis', 'title'],
    escape_formulas: true,
  });
}

const WORDS: Record<Grade['outcome'], string> = {
  passed: chalk.green('✓ passed'),
  failed: chalk.red('✗ not yet'),
  inconclusive: chalk.yellow('? could not tell'),
  'harness-error': chalk.yellow('? our bug'),
  'not-judged': chalk.yellow('? not judged'),
  absent: chalk.dim('· absent'),
};

/** One line of what is shown while it goes on; learners' names are as wide as the longest of them. */
export function gradeLine(
  { learner, lab, outcome, tasksPassed, tasks, diagnosis, reason }: Grade,
  nameWidth: number,
): string {
  const share = tasks > 1 && outcome === 'failed' ? `, ${tasksPassed} of ${tasks} tasks` : '';
  const more = [diagnosis, reason].filter((text) => text !== '').join(', ');
  return ` ${learner.padEnd(nameWidth)}  ${chalk.dim(lab)}  ${WORDS[outcome]}${share}${more ? chalk.dim(`  ${more}`) : ''}`;
}

/** What a class was told most, as a table. */
export function countsTable(counts: readonly DiagnosisCount[]): string {
  const text = width() - 20;
  const table = new Table({
    head: ['learners', 'told'],
    colWidths: [10, text],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { lab, diagnosis, title, learners } of counts)
    table.push([learners, `${lab}: ${diagnosis}\n${chalk.dim(title)}`]);
  return table.toString();
}

/** How it went over all, in a line. */
export function gradesSummary(grades: readonly Grade[], tookMs: number): string {
  const passed = grades.filter(({ outcome }) => outcome === 'passed').length;
  const judged = grades.filter(({ outcome }) => outcome !== 'absent');
  const open = judged.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'failed').length;
  const unsure = open > 0 ? `, ${open} could not be told` : '';
  return ` ${passed} of ${judged.length} passed${unsure}, in ${duration(tookMs)}`;
}
