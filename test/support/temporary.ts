import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh folder that goes with the running test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A shell script that can be run. */
export function writeScript(path: string, body: string): string {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A folder that holds nothing but links to these programs: a PATH on which the others are missing. */
export function pathWithOnly(...programs: string[]): string {
  const folder = temporaryFolder();
  for (const program of programs) symlinkSync(locate(program), join(folder, program));
  return folder;
}

/** Where a program lies on this machine's PATH. */
export function locate(program: string): string {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`this test needs ${program} on the PATH`);
  return realpathSync(found);
}
