import type { CodeTable, DiagnosisTable, DiagnosisText } from './diagnosis.ts';
import { textsOf } from './texts.ts';

/** What keeps any program from being judged, whatever the lab: these rank above a lab's own diagnoses. */
const fatalCodes = {
  'does-not-compile': { section: 'your-task' },
  'missing-decision': { section: 'your-task' },
  'not-loaded': { section: 'your-task' },
  'missing-export': { section: 'your-task' },
  'blocked-event-loop': { section: 'your-task' },
  'exited-early': { section: 'your-task' },
  crashed: { section: 'your-task' },
  'consumer-crashed': { section: 'your-task' },
} as const satisfies CodeTable;

/** What shows that something is wrong and not what: these rank below a lab's own diagnoses. */
const generalCodes = {
  'never-settled': { section: 'your-task' },
  threw: { section: 'your-task' },
} as const satisfies CodeTable;

export type CommonCode = keyof typeof fatalCodes | keyof typeof generalCodes;

/** What any lab's run can find, with its texts: in `en/common.md`, or in the folder of another language. */
export const commonDiagnoses = textsOf(import.meta.dirname, 'common.md', {
  ...fatalCodes,
  ...generalCodes,
}) as Readonly<Record<CommonCode, DiagnosisText>>;

/** All diagnoses that a lab's run can have, root cause first. */
export function rankedDiagnoses(lab: DiagnosisTable): DiagnosisTable {
  const common = (codes: CodeTable) =>
    Object.fromEntries(Object.keys(codes).map((code) => [code, commonDiagnoses[code as CommonCode]]));
  return { ...common(fatalCodes), ...lab, ...common(generalCodes) };
}
