import { variantLabel } from '../course/variants.ts';
import type { VariantProof } from '../run/verify.ts';
import { chalk, duration, paragraph } from './style.ts';

/** One variant's line of verify's table, with what was wrong below it. */
export function proofLine(proof: VariantProof): string {
  const { expected, outcome, runs, wrong, durationMs, problems } = proof;
  const isHarmless = wrong === 0 && outcome === 'passed' && expected !== 'passed';
  const was = isHarmless ? `passed: it does harm on another database server only (${expected})` : expected;
  const mark = wrong === 0 ? chalk.green('✓') : chalk.red('✗');
  const times = runs === 1 ? '' : `${runs - wrong} of ${runs}  `;
  const line = ` ${mark} ${variantLabel(proof).padEnd(40)} ${times}${was}  ${chalk.dim(duration(durationMs / runs))}`;
  return [line, ...new Set(problems)].map((text, index) => (index === 0 ? text : paragraph(text, '     '))).join('\n');
}
