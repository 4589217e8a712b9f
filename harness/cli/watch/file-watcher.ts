import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** An editor that saves makes several events: it truncates, writes, renames, and sets times. */
const SETTLE_MS = 25;
/** How often files are looked at besides: the system may miss events, and does so on network folders and in containers. */
const LOOK_EVERY_MS = 400;

export interface FileWatcherOptions {
  /** Absolute paths. */
  paths: readonly string[];
  /** The names of the files whose contents are others than when last told (or than at the start). */
  onChange(names: string[]): void;
  /** A file has been missing for two looks: told once, until it is there again. */
  onMissing?(path: string): void;
}

/**
 * Tells when files have other contents. It watches their folders, since an editor that writes by renaming replaces the
 * file, and compares contents, so that one save is told once. While one of them is missing nothing is told.
 */
export class FileWatcher implements Disposable {
  readonly #options: FileWatcherOptions;
  readonly #watchers: FSWatcher[];
  readonly #looking: NodeJS.Timeout;
  #told: Promise<string[]>;
  #stamp = '';
  #looksMissing = 0;
  #settling: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  #isDue = false;
  #isClosed = false;

  constructor(options: FileWatcherOptions) {
    this.#options = options;
    this.#told = Promise.all(options.paths.map(contentOf)).then((contents) => contents.map(String));
    const folders = new Set(options.paths.map((path) => dirname(path)));
    this.#watchers = [...folders].flatMap((folder) => this.#watch(folder) ?? []);
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const watcher of this.#watchers) watcher.close();
    clearInterval(this.#looking);
    clearTimeout(this.#settling);
  }

  #watch(folder: string): FSWatcher | undefined {
    try {
      const names = new Set(this.#options.paths.map((path) => basename(path)));
      // Some systems do not name the file.
      const watcher = watch(folder, (_event, name) => (name === null || names.has(name)) && this.#soon());
      watcher.on('error', () => watcher.close()); // such as a folder that was deleted: looking goes on
      return watcher;
    } catch {
      return undefined; // too many watchers on this system: looking is enough
    }
  }

  async #look(): Promise<void> {
    const stats = await Promise.all(this.#options.paths.map((path) => stat(path).catch(() => undefined)));
    const gone = this.#options.paths[stats.indexOf(undefined)];
    this.#looksMissing = gone === undefined ? 0 : this.#looksMissing + 1;
    if (gone !== undefined && this.#looksMissing === 2) this.#options.onMissing?.(gone);
    const stamp = stats.map((found) => found && `${found.ino} ${found.mtimeMs} ${found.size}`).join('; ');
    if (stamp !== this.#stamp) this.#soon();
    this.#stamp = stamp;
  }

  #soon(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#isDue = true;
      this.#checking ??= this.#check().finally(() => {
        this.#checking = undefined;
      });
    }, SETTLE_MS);
  }

  async #check(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false;
      const contents = await Promise.all(this.#options.paths.map(contentOf));
      const before = await this.#told;
      if (this.#isClosed || contents.includes(undefined)) continue; // it will be back, and that is an event
      const changed = this.#options.paths.filter((_, index) => contents[index] !== before[index]);
      this.#told = Promise.resolve(contents.map(String));
      if (changed.length > 0) this.#options.onChange(changed.map((path) => basename(path)));
    }
  }
}

/** A hash of the file, or undefined while it is missing. */
async function contentOf(path: string): Promise<string | undefined> {
  const content = await readFile(path).catch(() => undefined);
  return content && createHash('sha256').update(content).digest('hex');
}
