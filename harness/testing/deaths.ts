import type { Shape } from '../cluster/cluster.ts';
import type { Death } from '../cluster/keeper/api.ts';

/** Which servers of a run have ended: what its checks know of that, also between two of them. */
export class Deaths {
  /** Brokers that are dead: a check left them so, or nobody here did. The next check that needs them starts them again. */
  readonly brokers = new Set<number>();
  /** Told, each of them, what ended although nobody here asked it to. */
  readonly listeners = new Set<(what: string) => void>();
  readonly #shape: Shape;
  /** Since the cluster was started, and the database’s, too. */
  readonly #deaths: Death[] = [];

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /**
   * Set once no check of this run can be judged any more. A controller is not started again: brokers that had none for a
   * while may have missed an election, and what they do then would be told as the program's doing.
   */
  get lost(): string | undefined {
    const controller = this.#deaths.find(({ kind }) => kind === 'controller');
    return controller && toldOf(controller);
  }

  /** What ended last, although nobody here asked it to. */
  get latest(): string | undefined {
    const death = this.#deaths.at(-1);
    return death && toldOf(death);
  }

  /** A new cluster was started: what was heard before is about the one that it replaces. */
  forget(): void {
    this.brokers.clear();
    this.#deaths.length = 0;
  }

  /** Takes in who has ended so far, of which nobody is told: the check that begins finds it so. */
  learn(deaths: readonly Death[]): void {
    for (const death of deaths) this.#take(death);
  }

  /** What the keeper says; of other labs' clusters, which it keeps warm too, nothing is heard. */
  hear(death: Death): void {
    if (death.kind !== 'database' && death.shape !== this.#shape) return;
    this.#take(death);
    for (const tell of this.listeners) tell(toldOf(death));
  }

  #take(death: Death): void {
    this.#deaths.push(death);
    if (death.kind === 'broker') this.brokers.add(death.brokerId);
  }
}

/** A death as a reason for which nothing can be said. */
export const toldOf = (death: Death): string => `${nameOf(death)} ${death.how}, and nobody here asked it to`;

function nameOf(death: Death): string {
  if (death.kind === 'broker') return `broker ${death.brokerId}`;
  return death.kind === 'controller' ? 'the controller of the cluster' : 'the database';
}
