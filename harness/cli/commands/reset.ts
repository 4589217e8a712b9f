import { relative } from 'node:path';
import { findLab } from '../../course/labs.ts';
import { resetWork } from '../../course/work.ts';

/** `npm run lab -- reset 04`: fresh stubs; what the learner wrote is kept under another name. */
export async function reset(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  console.log('');
  for (const { file, keptAs } of await resetWork(lab)) {
    console.log(` ${relative(process.cwd(), file)} is the stub again.`);
    if (keptAs) console.log(`   Yours is kept as ${relative(process.cwd(), keptAs)}.`);
  }
  console.log(`\n next: npm run lab -- ${lab.number}\n`);
  return 0;
}
