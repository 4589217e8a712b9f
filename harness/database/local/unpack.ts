import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise as openZip } from 'yauzl';

/** A file of the archive, and how many bytes it has unpacked. */
export interface UnpackedFile {
  /** Below the target folder. */
  path: string;
  bytes: number;
}

/** Unpacks the files below `prefix` into `target`, those in `programFolders` executable, and lists them. */
export async function unpack(
  archive: string,
  prefix: RegExp,
  target: string,
  programFolders: readonly string[],
): Promise<UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  const zip = await openZip(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.replace(prefix, '');
      if (path === entry.fileName || path === '' || path.endsWith('/')) continue;
      const isProgram = programFolders.includes(dirname(path));
      await mkdir(dirname(join(target, path)), { recursive: true });
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, createWriteStream(join(target, path), { mode: isProgram ? 0o755 : 0o644 }));
      files.push({ path, bytes: entry.uncompressedSize });
    }
  } finally {
    zip.close();
  }
  return files;
}
