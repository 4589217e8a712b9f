import type { Lab } from '../course/labs.ts';
import { variantLabel } from '../course/variants.ts';
import { expectedOf, variantsToProve } from '../run/verify.ts';
import { entryOf, type Ledger, type LedgerEntry } from './ledger.ts';

const HEAD = `# What is proved of the course

Made from \`docs/verified.json\` by \`npm test -- --whole --publish\`. Each program was run against a real Kafka: right answers must pass every check, mistakes must fail with just this diagnosis and the evidence of their golden file. “2 of 2, 1 busy” means: two runs, both as they must be, one of them while the machine had no idle core. [Runtimes](runtimes.md#same-verdicts) compares this machine with containers, whose images [stand in](../.ci/stand-ins/README.md) for those of a registry.
`;

/** The page docs/verified.md: the proofs, then a table for each lab with a row for each program. */
export async function provedPage(ledger: Ledger, labs: readonly Lab[]): Promise<string> {
  const proofs = Object.values(ledger.proofs).map(({ runtime, date, commit, versions }) => {
    const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return `| ${runtime} | ${date} | ${commit} | ${told.join(', ')} |`;
  });
  const tables = await Promise.all(labs.map((lab) => tableOf(ledger, lab)));
  return [
    HEAD,
    ['| runtime | date | commit | versions |', '| --- | --- | --- | --- |', ...proofs].join('\n'),
    '',
    ...tables,
  ].join('\n');
}

async function tableOf(ledger: Ledger, lab: Lab): Promise<string> {
  const rows = (await variantsToProve(lab)).map(async (variant) => {
    const label = variantLabel(variant);
    const { code: mustBe } = await expectedOf(lab, variant);
    const cells = ['local', 'containers'].map((runtime) => cellOf(entryOf(ledger, runtime, lab.name, label)));
    return `| ${label} | ${mustBe} | ${cells.join(' | ')} |`;
  });
  return [
    `## ${lab.name}\n`,
    '| program | must be | on this machine | in containers |',
    '| --- | --- | --- | --- |',
    ...(await Promise.all(rows)),
    '',
  ].join('\n');
}

function cellOf(entry: LedgerEntry | undefined): string {
  if (!entry) return '—';
  const { was, right, wrong, busy } = entry;
  return `${was}, ${right} of ${right + wrong}${busy > 0 ? `, ${busy} busy` : ''}`;
}
