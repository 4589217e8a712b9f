import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The full path of a program on the PATH, or undefined. */
export async function onPath(program: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  return inFolders(program, (env.PATH ?? '').split(delimiter));
}

/** The full path of a program in the first of these folders that has it, or undefined. */
export async function inFolders(program: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const candidate = join(folder, program);
    if (folder !== '' && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
}

/** Whether that is a file, and may be executed: of a folder, the right means something else. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
