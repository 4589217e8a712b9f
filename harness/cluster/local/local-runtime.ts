import type { Progress } from '../../machine/progress.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { Runtime, Shape } from '../cluster.ts';
import { install } from './installation.ts';
import type { Installation } from './installed.ts';
import { LocalCluster } from './local-cluster.ts';
import type { NodeProcess } from './node-process.ts';

/** Brokers as Java processes of this machine. `environment` marks them as their owner's. */
export class LocalRuntime implements Runtime {
  readonly name = 'local';
  readonly #environment: Record<string, string>;
  onProcessesChange: (() => void) | undefined;
  readonly #nodes = new Set<NodeProcess>();
  #installation: Promise<Installation> | undefined;

  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment;
  }

  get processes(): ProcessIdentity[] {
    return [...this.#nodes].map(({ identity }) => identity).filter((identity) => identity !== undefined);
  }

  async prepare(progress: Progress): Promise<void> {
    await this.#installed(progress);
  }

  async start(shape: Shape, progress: Progress): Promise<LocalCluster> {
    const installation = await this.#installed(progress);
    progress(
      `starting Kafka ${installation.kafkaVersion}: ${shape === 'one' ? 'one broker' : 'a controller and three brokers'}`,
    );
    return LocalCluster.start(shape, installation, this.#environment, (node) => {
      this.#nodes.add(node);
      for (const known of this.#nodes) if (known.exit !== undefined) this.#nodes.delete(known);
      this.onProcessesChange?.();
    });
  }

  async #installed(progress: Progress): Promise<Installation> {
    this.#installation ??= install(progress, this.#environment);
    return this.#installation.catch((error: unknown) => {
      this.#installation = undefined; // what was missing may be there the next time
      throw error;
    });
  }
}
