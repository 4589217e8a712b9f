import type { CheckLevel } from '../course/provided-run.ts';
import type { Outcome } from '../diagnosis/outcome.ts';

/** Which check it is about. */
interface Place {
  title: string;
  task: number;
  level: CheckLevel;
  /** Those that wait do so for the others, not for each other: several may read one report. */
  waits?: boolean | undefined;
}

/** What came of one check. */
export interface Decision {
  is(outcome: Outcome): void;
  /**
   * Whether one of the core checks before it in its task failed, of those that wait for none; waits until all are decided but
   * those that this run leaves out.
   */
  hasFailedBefore(isLeftOut?: (title: string) => boolean): Promise<boolean>;
}

/** What came of a file's checks, in its order: those that run side by side are decided in another. */
export class Decisions {
  readonly #made: (Place & { outcome: Promise<Outcome> })[] = [];

  /** The next check of the file. It must be decided where it is run: later ones may wait for it. */
  next(place: Place): Decision {
    const before = this.#made.filter((one) => one.task === place.task && one.level === 'core' && !one.waits);
    let decide!: (outcome: Outcome) => void;
    const outcome = new Promise<Outcome>((resolve) => {
      decide = resolve;
    });
    this.#made.push({ ...place, outcome });
    return {
      is: decide,
      hasFailedBefore: async (isLeftOut = () => false) => {
        const tried = before.filter(({ title }) => !isLeftOut(title));
        return (await Promise.all(tried.map((one) => one.outcome))).includes('failed');
      },
    };
  }
}
