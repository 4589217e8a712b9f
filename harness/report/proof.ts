import { variantLabel } from '../course/variants.ts';
import type { LabProof, VariantProof } from '../run/verify.ts';
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

const HEADS: Record<string, string> = {
  local: `# What is proved of the course

Made by \`npm run lab -- verify --publish\`. Each row was run against a real Kafka: right answers must pass every check, mistakes must fail with just this diagnosis and their golden evidence.
`,
  containers: `# What is proved of the course, in containers

Made by \`.ci/containers --publish\`, with the images that [stand in](../.ci/stand-ins/README.md) for those of a registry. As in [the table of local runs](verified.md), but mistakes were judged by the checks of their golden evidence alone. [Runtimes](runtimes.md#same-verdicts) compares the two.
`,
};

/** The page of docs/ that tells what was proved on a runtime. */
export const proofPageName = (runtime: string): string =>
  runtime === 'local' ? 'verified.md' : `verified-${runtime}.md`;

/** That page. Labs that were not tried this time keep what `before`, the page so far, says of them. */
export function proofPage(proofs: readonly LabProof[], before = '', runtime = 'local'): string {
  const sections = new Map<string, string>();
  for (const section of before.split(/^## /m).slice(1)) sections.set(section.split('\n')[0]!, section.trimEnd());
  for (const { lab, variants } of proofs) sections.set(lab, `${lab}\n\n${proofTable(variants)}`);
  const inOrder = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${[HEADS[runtime], ...inOrder.map(([, section]) => `## ${section}\n`)].join('\n')}`;
}

function proofTable(variants: readonly VariantProof[]): string {
  const rows = variants.map((proof) => {
    const was = proof.outcome === 'failed' ? (proof.code ?? 'failed') : proof.outcome;
    const runs = `${proof.runs - proof.wrong} of ${proof.runs}`;
    return `| ${variantLabel(proof)} | ${proof.expected} | ${was} | ${runs} |`;
  });
  return ['| program | must be | was | runs |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
