import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory. Undefined where this user may not mount one. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return new SmallDisk(folder);
  } catch (error) {
    rmSync(folder, { recursive: true });
    console.log(`no small disk could be mounted, so what needs one is not tested: ${(error as Error).message}`);
    return undefined;
  }
}

export class SmallDisk {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes until not one more byte fits. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'w');
    try {
      for (const chunk of [Buffer.alloc(1_000_000), Buffer.alloc(4_096)])
        try {
          for (;;) writeSync(file, chunk);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
    } finally {
      closeSync(file);
    }
  }

  makeReadOnly(): void {
    execFileSync('mount', ['-o', 'remount,ro', this.folder]);
  }

  unmount(): void {
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
