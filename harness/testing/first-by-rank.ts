import type { LabDefinition } from '../course/define-lab.ts';

type OwnCode<Lab extends Pick<LabDefinition, 'diagnoses'>> = keyof Lab['diagnoses'] & string;

/**
 * Of the codes that may be true of one finding, the first that is: root cause first, as lab.ts ranks its diagnoses. Throws where
 * none is, so that the last of them should hold of any.
 */
export function firstByRank<Lab extends Pick<LabDefinition, 'diagnoses'>>(
  { diagnoses }: Lab,
  isTrue: Readonly<Partial<Record<OwnCode<Lab>, boolean>>>,
): OwnCode<Lab> {
  const code = Object.keys(diagnoses).find((each) => isTrue[each as OwnCode<Lab>]);
  if (code === undefined) throw new Error(`none is true of ${Object.keys(isTrue).join(', ')}`);
  return code as OwnCode<Lab>;
}
