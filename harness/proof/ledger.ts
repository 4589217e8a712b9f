import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { courseRoot } from '../paths.ts';

/** One making of the ledger on one runtime: with what its variants were proved. */
export interface ProofRun {
  runtime: string;
  /** Day, such as 2026-11-30. */
  date: string;
  /** The commit of the course, and so of its harness, as git abbreviates it. */
  commit: string;
  /** Node, Kafka, the database and the clients, with their versions. */
  versions: Readonly<Record<string, string>>;
}

/** What was proved of one variant, on one runtime. */
export interface LedgerEntry {
  /** The hash of what its verdict rests on: `inputsOf`. */
  inputs: string;
  /** The name of its ProofRun. */
  proof: string;
  /** `passed`, or the code of its diagnosis. */
  was: string;
  /** Runs that were as they must be, since its inputs or versions last changed; `busy` of them on a machine with no idle core. */
  right: number;
  wrong: number;
  busy: number;
  /** The machine's load a core in the latest run, and how long that took. */
  load: number;
  seconds: number;
}

/** What the tests of Kafka and its clients themselves rest on, and with which proof they were green. */
export interface PlatformEntry {
  inputs: string;
  proof: string;
}

export interface Ledger {
  proofs: Record<string, ProofRun>;
  platform?: PlatformEntry;
  /** Lab → runtime → variant, by its label. */
  labs: Record<string, Record<string, Record<string, LedgerEntry>>>;
}

export const ledgerPath = (): string => join(courseRoot, 'docs', 'verified.json');

/** The committed ledger; an empty one where there is none yet. Throws on one that is no JSON. */
export async function readLedger(path = ledgerPath()): Promise<Ledger> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? { proofs: {}, labs: {} } : (JSON.parse(text) as Ledger);
}

export function entryOf(ledger: Ledger, runtime: string, lab: string, variant: string): LedgerEntry | undefined {
  return ledger.labs[lab]?.[runtime]?.[variant];
}

/** The name of a proof in the ledger. */
export const proofName = ({ runtime, date, commit }: ProofRun): string => `${runtime} ${date} ${commit}`;

/** What a variant's proof found, to be put into the ledger. */
export interface Finding extends Omit<LedgerEntry, 'proof'> {
  lab: string;
  variant: string;
}

/**
 * The ledger after a proof. Runs add up while a variant's inputs and the versions stay as they were. Variants that are no
 * more (`known` does not name them) are dropped, and proofs on which nothing rests.
 */
export function withFindings(
  ledger: Ledger,
  run: ProofRun,
  findings: readonly Finding[],
  known: (lab: string, variant: string) => boolean,
): Ledger {
  const name = proofName(run);
  const labs = structuredClone(ledger.labs);
  for (const { lab, variant, ...found } of findings) {
    const before = entryOf(ledger, run.runtime, lab, variant);
    const isSame = before && before.inputs === found.inputs && sameVersions(ledger.proofs[before.proof], run);
    const kept = isSame ? before : { right: 0, wrong: 0, busy: 0 };
    labs[lab] ??= {};
    labs[lab][run.runtime] ??= {};
    labs[lab][run.runtime]![variant] = {
      ...found,
      proof: name,
      right: kept.right + found.right,
      wrong: kept.wrong + found.wrong,
      busy: kept.busy + found.busy,
    };
  }
  for (const [lab, runtimes] of Object.entries(labs))
    for (const variants of Object.values(runtimes))
      for (const variant of Object.keys(variants)) if (!known(lab, variant)) delete variants[variant];
  const used = new Set([
    ...Object.values(labs).flatMap((runtimes) =>
      Object.values(runtimes).flatMap((variants) => Object.values(variants).map(({ proof }) => proof)),
    ),
    ...(ledger.platform ? [ledger.platform.proof] : []),
  ]);
  const all = { ...ledger.proofs, [name]: run };
  const proofs = Object.fromEntries(Object.entries(all).filter(([each]) => used.has(each)));
  return { ...ledger, proofs, labs };
}

export function sameVersions(a: Pick<ProofRun, 'versions'> | undefined, b: Pick<ProofRun, 'versions'>): boolean {
  const sorted = (versions: ProofRun['versions']) => JSON.stringify(Object.entries(versions).sort());
  return a !== undefined && sorted(a.versions) === sorted(b.versions);
}

/** JSON with a line for each variant, so that a diff tells which were proved anew. */
export function ledgerText({ proofs, platform, labs }: Ledger): string {
  const lines = (of: Record<string, unknown>, indent: string): string => {
    const each = Object.entries(of).map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    return each.length === 0 ? '{}' : `{\n${each.join(',\n')}\n${indent.slice(2)}}`;
  };
  const sorted = Object.entries(labs).sort(([a], [b]) => (a < b ? -1 : 1));
  const labLines = sorted.map(([lab, runtimes]) => {
    const each = Object.entries(runtimes).map(
      ([name, of]) => `      ${JSON.stringify(name)}: ${lines(of, '        ')}`,
    );
    return `    ${JSON.stringify(lab)}: {\n${each.join(',\n')}\n    }`;
  });
  const parts = [
    `  "proofs": ${lines(proofs, '    ')}`,
    ...(platform ? [`  "platform": ${JSON.stringify(platform)}`] : []),
    `  "labs": {${labLines.length > 0 ? `\n${labLines.join(',\n')}\n  ` : ''}}`,
  ];
  return `{\n${parts.join(',\n')}\n}\n`;
}

export async function writeLedger(ledger: Ledger, path = ledgerPath()): Promise<void> {
  await writeFileAtomic(path, ledgerText(ledger));
}
