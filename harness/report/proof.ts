import { variantLabel } from '../course/variants.ts';
import type { LabProof, VariantProof } from '../run/verify.ts';
import { chalk, duration, paragraph } from './style.ts';

/** One variant's line of verify's table, with what was wrong below it. */
export function proofLine(proof: VariantProof): string {
  const { expected, runs, wrong, durationMs, problems } = proof;
  const mark = wrong === 0 ? chalk.green('✓') : chalk.red('✗');
  const times = runs === 1 ? '' : `${runs - wrong} of ${runs}  `;
  const line = ` ${mark} ${variantLabel(proof).padEnd(40)} ${times}${expected}  ${chalk.dim(duration(durationMs / runs))}`;
  return [line, ...new Set(problems)].map((text, index) => (index === 0 ? text : paragraph(text, '     '))).join('\n');
}

/** docs/verified.md: what was proved. */
export function proofPage(proofs: readonly LabProof[]): string {
  const lines = [
    '# What is proved of the course',
    '',
    'Made by `npm run lab -- verify --publish`. Each row was run against a real Kafka: right answers must pass every check, mistakes must fail with just this diagnosis and the evidence of their golden file.',
  ];
  for (const { lab, variants } of proofs) {
    lines.push('', `## ${lab}`, '', '| program | must be | was | runs |', '| --- | --- | --- | --- |');
    for (const proof of variants) {
      const was = proof.outcome === 'failed' ? (proof.code ?? 'failed') : proof.outcome;
      lines.push(
        `| ${variantLabel(proof)} | ${proof.expected} | ${was} | ${proof.runs - proof.wrong} of ${proof.runs} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
