import type { BrokerInfo } from '../broker/metadata.ts';
import type { Progress } from '../machine/progress.ts';
import type { ProcessIdentity } from '../process/identity.ts';

/** `one`: one broker. `three`: a controller and three brokers. */
export type Shape = 'one' | 'three';
export const shapes: readonly Shape[] = ['one', 'three'];

export type RuntimeName = 'local' | 'containers' | 'external';

/** A cluster that is up. Everything else asks this, and nothing asks which runtime it is. */
export interface RunningCluster {
  readonly runtime: RuntimeName;
  readonly shape: Shape;
  readonly kafkaVersion: string;
  readonly brokers: readonly BrokerInfo[];
  /** What names of topics and groups must begin with, where others use the cluster, too. */
  readonly prefix?: string;
  /** Called when a broker, or a controller of its own, ends although nobody asked it to. */
  onUnexpectedExit: ((nodeId: number, how: string) => void) | undefined;
  /** SIGKILL: nothing is handed over, the controller learns of it when the broker's session ends. */
  kill(brokerId: number): Promise<void>;
  /** SIGTERM: leadership is handed over before the broker ends. */
  stop(brokerId: number): Promise<void>;
  /** Stops the process without ending it: it accepts connections and never answers. */
  freeze(brokerId: number): Promise<void>;
  resume(brokerId: number): Promise<void>;
  /** Starts a dead broker on its own data and waits until it answers. */
  start(brokerId: number): Promise<void>;
  /** Deletes a dead broker's data and keeps who it is (meta.properties). */
  wipe(brokerId: number): Promise<void>;
  /** The nodes that have ended although nobody asked them to: looked up now, since word of an end may be late. */
  endedUnasked(): Promise<{ nodeId: number; how: string }[]>;
  /** Why this cluster is not fit for another run, or undefined when it is. */
  whyUnfit(): Promise<string | undefined>;
  /** A command line that lists the topics, for the learner to try. */
  consoleCommand(): string;
  dispose(): Promise<void>;
}

/** One way to run brokers. */
export interface Runtime {
  readonly name: RuntimeName;
  /** The processes to kill should their owner die without having ended them. */
  readonly processes: ProcessIdentity[];
  onProcessesChange: (() => void) | undefined;
  /** Fetches and makes whatever `start` needs, so that it needs no network later. Throws HarnessError where it cannot. */
  prepare(progress: Progress): Promise<void>;
  /** Starts a cluster from nothing. Throws HarnessError where it cannot. */
  start(shape: Shape, progress: Progress): Promise<RunningCluster>;
}
