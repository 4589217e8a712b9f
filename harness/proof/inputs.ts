import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from '../course/labs.ts';
import type { Variant } from '../course/variants.ts';
import { withoutTexts } from './without-texts.ts';

/** Files of a lab's folder whose content no verdict rests on: what is asked of readers, and what `definitionOf` reads. */
const NOT_JUDGING = /^(questions|predict)\.ts$|(^|\.)lab\.ts$/;

/**
 * A hash of what the verdict of a variant rests on: its program, its lab's checks and what lab.ts says of them, without
 * comments and texts; and what the verdict must be (`expected`: the diagnosis with its golden evidence, or that it passes).
 * The harness is not part of it: the ledger says with which commit of it the variant was proved.
 */
export async function inputsOf(lab: Lab, variant: Variant, expected: unknown): Promise<string> {
  const program = await Promise.all(
    Object.entries(variant.files).map(async ([name, path]) => [name, await withoutTexts(await readFile(path, 'utf8'))]),
  );
  return hashOf([program, await checksOf(lab), expected]);
}

/** 16 hexadecimal digits. */
export const hashOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);

const checks = new WeakMap<Lab, Promise<string>>();

/** What judges in a lab's folder, as a hash; read once for each lab that was loaded. */
function checksOf(lab: Lab): Promise<string> {
  const known = checks.get(lab) ?? hashOfChecks(lab);
  checks.set(lab, known);
  return known;
}

async function hashOfChecks(lab: Lab): Promise<string> {
  const names = (await readdir(lab.folder)).filter((name) => name.endsWith('.ts') && !NOT_JUDGING.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => [name, await withoutTexts(await readFile(join(lab.folder, name), 'utf8'))]),
  );
  return hashOf([definitionOf(lab), files]);
}

/** What lab.ts says that is no text: the sequence of its diagnoses is their rank. */
function definitionOf({ shape, database, sideBySide, brokerNeeds, files, filesOfTasks, diagnoses }: Lab): unknown {
  const codes = Object.entries(diagnoses).map(([code, { isConsequence }]) => [code, isConsequence]);
  return { shape, database, sideBySide, brokerNeeds, files, filesOfTasks, codes };
}
