import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { courseRoot } from '../harness/paths.ts';
import { readLedger } from '../harness/proof/ledger.ts';
import { sameVerdicts } from './same-verdicts.ts';

/** `npm run runtimes-table`: puts into docs/runtimes.md how the verdicts of both runtimes compare, of docs/verified.json. */
const path = join(courseRoot, 'docs', 'runtimes.md');
const page = await readFile(path, 'utf8');
const [before, rest] = page.split('<!-- made by `npm run runtimes-table` -->\n');
const after = rest?.split('<!-- end -->')[1];
if (after === undefined) throw new Error(`${path} has no place for the table: the two comments are missing`);
const table = sameVerdicts(await readLedger());
await writeFileAtomic(path, `${before}<!-- made by \`npm run runtimes-table\` -->\n\n${table}\n\n<!-- end -->${after}`);
