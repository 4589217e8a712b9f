import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../harness/paths.ts';
import { hashOf } from '../harness/proof/inputs.ts';

/** The tests of Kafka and its clients themselves, and the page whose commands they run. */
const TESTS = ['test/platform', 'docs/console.md'];
/** What pins the versions that those tests are about. */
const VERSIONS = ['harness/cluster/local/pom.xml', 'harness/database/local/pom.xml', 'package-lock.json'];

/**
 * A hash of what the tests of Kafka and its clients rest on: themselves, and the versions in the lock file and the poms. They
 * run where it is not that of the ledger.
 */
export function platformInputs(): string {
  const files = [...TESTS, ...VERSIONS].flatMap(filesIn).sort();
  return hashOf(files.map((file) => [file, readFileSync(join(courseRoot, file), 'utf8')]));
}

function filesIn(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(courseRoot, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(courseRoot.length + 1));
}
