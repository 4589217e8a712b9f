import type { DiagnosisTable, Hints } from '../diagnosis/diagnosis.ts';
import { hintsOf, textsOf } from '../diagnosis/texts.ts';
import type { LabDefinition } from './define-lab.ts';

/** A lab with what people read of it: its diagnoses have texts, its decisions hints. */
export interface DescribedLab extends Omit<LabDefinition, 'diagnoses'> {
  /** Hints for each `todo(‘1: …’)` of the stubs, in the sequence of their numbers. */
  decisions: readonly Hints[];
  /** Root cause first. */
  diagnoses: DiagnosisTable;
}

/** Reads the texts of a lab, which stand in its folder by language. Throws where one is missing, or is not whole. */
export function described(lab: LabDefinition, folder: string): DescribedLab {
  return {
    ...lab,
    decisions: hintsOf(folder, 'decisions.md'),
    diagnoses: textsOf(folder, 'diagnoses.md', lab.diagnoses),
  };
}
