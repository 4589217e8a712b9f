import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { courseRoot } from '../harness/paths.ts';
import { proofPageName } from '../harness/report/proof.ts';
import { sameVerdicts } from './same-verdicts.ts';

/** `npm run runtimes-table`: puts into docs/runtimes.md how the verdicts of both runtimes compare, of what was published. */
const docs = join(courseRoot, 'docs');
const [local, containers] = await Promise.all(
  ['local', 'containers'].map((runtime) => readFile(join(docs, proofPageName(runtime)), 'utf8')),
);
const path = join(docs, 'runtimes.md');
const page = await readFile(path, 'utf8');
const [before, rest] = page.split('<!-- made by `npm run runtimes-table` -->\n');
const after = rest?.split('<!-- end -->')[1];
if (after === undefined) throw new Error(`${path} has no place for the table: the two comments are missing`);
const table = sameVerdicts(local!, containers!);
await writeFileAtomic(path, `${before}<!-- made by \`npm run runtimes-table\` -->\n\n${table}\n\n<!-- end -->${after}`);
