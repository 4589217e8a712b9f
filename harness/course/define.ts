/** Everything that a lab's lab.ts, its questions and its mistakes may use: `#define`. */
export { type CodeOf, defineLab, joinParts, type LabPart } from './define-lab.ts';
export type { Mistakes } from './define-mistakes.ts';
export { countOf, lineOf, type Question } from './questions.ts';
