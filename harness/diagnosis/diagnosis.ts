import type { HistoryEvent } from '../history/events.ts';

/** A diagnosis shows no more than this many events: more would be a log, not a proof. */
export const MAX_EVIDENCE = 5;

/** Of rising strength: a question, a pointer, nearly the answer. */
export type Hints = readonly [string, string, string];

/** What is known of a misconception besides its text. */
export interface DiagnosisFacts {
  /** The lesson's section that explains it: the anchor of a heading. */
  section: string;
  /** It never comes alone: another diagnosis of the same run names its cause, so no mistake is named for it. */
  isConsequence?: true;
}

/** The codes of a lab, root cause first; the order is their rank. Their texts stand in Markdown: `textsOf`. */
export type CodeTable = Readonly<Record<string, DiagnosisFacts>>;

/** A misconception, as a lab (or the harness, for all labs) describes it. */
export interface DiagnosisText extends DiagnosisFacts {
  /** The misconception in one sentence. */
  title: string;
  /** One paragraph: how what was done led to what happened. */
  why: string;
  hints: Hints;
}

/** A misconception found in a run, with the events that prove it. */
export interface Diagnosis extends DiagnosisText {
  code: string;
  evidence: HistoryEvent[];
}

/** The diagnoses of a lab with their texts, root cause first. */
export type DiagnosisTable = Readonly<Record<string, DiagnosisText>>;

/** Makes a diagnosis of a code. Throws on a code that nobody described: a check that cannot explain itself is a bug. */
export function diagnose<Table extends DiagnosisTable>(
  code: keyof Table & string,
  table: Table,
  evidence: HistoryEvent[],
): Diagnosis {
  const text = table[code];
  if (!text) throw new Error(`no diagnosis ${code} is described`);
  const inOrder = [...evidence].sort((a, b) => a.n - b.n);
  return { code, ...text, evidence: inOrder.slice(0, MAX_EVIDENCE) };
}

/** The number of the decision that is missing; undefined where none is, or where the stub's `todo` has no number. */
export function decisionOf(diagnosis: Pick<Diagnosis, 'evidence'> | undefined): number | undefined {
  const [first] = diagnosis?.evidence ?? [];
  return first?.details.kind === 'decision' ? first.details.number : undefined;
}

/** The root cause among the diagnoses of a run: the highest in the table. */
export function rootCause<D extends { code: string }>(found: readonly D[], table: DiagnosisTable): D | undefined {
  const codes = Object.keys(table);
  const rank = ({ code }: D) => (codes.includes(code) ? codes.indexOf(code) : codes.length);
  return [...found].sort((a, b) => rank(a) - rank(b))[0];
}
