import { findLab } from '../../harness/course/labs.ts';
import { textsOfMistake } from '../../harness/course/mistake-programs.ts';
import { mistakesOf } from '../../harness/course/mistakes.ts';

/** The only learner file that a mistake changes, as its author would have saved it, and the diagnosis that it must get. */
export async function mistakeText(number: string, name: string): Promise<{ text: string; diagnosis: string }> {
  const lab = await findLab(number);
  const mistake = (await mistakesOf(lab)).find((each) => each.name === name)!;
  const [text] = (await textsOfMistake(lab, mistake)).values();
  return { text: text!, diagnosis: mistake.diagnosis };
}
