import { existsSync, type FSWatcher, watch } from 'node:fs';
import { homeFolder, stateFolder } from '../../paths.ts';
import { latestRunFolder, runsFolder } from './latest-run.ts';

/** Told whenever a lab's run may have changed. */
export type LookAgain = () => unknown;

/** How often files are looked at in any case: a file system may tell nothing (a mount, another system's folder). */
const LOOK_EVERY_MS = 1_000;
/** A run writes several lines at once; one look is enough for them. */
const GATHER_MS = 30;

/** Says when to look at the runs again: as soon as the file system tells, and once a second. It watches while somebody listens. */
export class LiveFeed {
  readonly #listeners = new Map<LookAgain, string>();
  readonly #watchers = new Map<string, FSWatcher>();
  #clock: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;

  /** Calls `lookAgain` from now on; the result ends that. */
  listen(lab: string, lookAgain: LookAgain): () => void {
    this.#listeners.set(lookAgain, lab);
    this.#clock ??= setInterval(() => this.#tell(), LOOK_EVERY_MS);
    void this.#watchFolders();
    return () => {
      this.#listeners.delete(lookAgain);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.#clock);
    clearTimeout(this.#soon);
    this.#clock = undefined;
    this.#soon = undefined;
    this.#listeners.clear();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #tell(): void {
    this.#soon = undefined;
    for (const lookAgain of this.#listeners.keys()) lookAgain();
    void this.#watchFolders();
  }

  /**
   * Watches the folder of all runs, and the record folders of the runs that somebody looks at; before the first run, the
   * folder in which that of all runs will be made.
   */
  async #watchFolders(): Promise<void> {
    const labs = new Set(this.#listeners.values());
    const latest = await Promise.all([...labs].map((lab) => latestRunFolder(lab)));
    if (this.#listeners.size === 0) return; // closed meanwhile
    const ground = [runsFolder(), stateFolder(), homeFolder()].filter((folder) => existsSync(folder)).slice(0, 1);
    const wanted = new Set([...ground, ...latest.filter((folder) => folder !== undefined)]);
    for (const [folder, watcher] of this.#watchers) if (!wanted.has(folder)) this.#unwatch(folder, watcher);
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, () => {
        this.#soon ??= setTimeout(() => this.#tell(), GATHER_MS);
      });
      watcher.on('error', () => this.#unwatch(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      // It is gone meanwhile, or the system has no watchers left: the clock goes on looking.
    }
  }

  #unwatch(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }
}
