import { HarnessError } from '../../errors.ts';
import type { Progress } from '../../machine/progress.ts';
import type { Runtime, Shape } from '../cluster.ts';
import { parseBootstrap } from './bootstrap.ts';
import { ExternalCluster } from './external-cluster.ts';

/** Brokers that somebody else runs: of a classroom, or a test cluster. */
export class ExternalRuntime implements Runtime {
  readonly name = 'external';
  readonly processes = [];
  onProcessesChange: (() => void) | undefined;
  readonly #bootstrap: string;

  constructor(bootstrap: string) {
    this.#bootstrap = bootstrap;
  }

  async prepare(): Promise<void> {}

  async start(shape: Shape, progress: Progress): Promise<ExternalCluster> {
    if (shape === 'three') throw breaksBrokers(this.#bootstrap);
    progress(`asking ${this.#bootstrap} for its brokers`);
    return ExternalCluster.connect(shape, parseBootstrap(this.#bootstrap));
  }
}

const breaksBrokers = (bootstrap: string): HarnessError =>
  new HarnessError({
    code: 'LAB_BREAKS_BROKERS',
    what: 'This lab kills and freezes brokers, and wants three of its own.',
    why: `Those at ${bootstrap} are somebody else’s: the course touches nothing there but its own topics and groups.`,
    next: 'Leave out --bootstrap (and KAFKA_LABS_BOOTSTRAP) for this lab.',
  });
