import type { BrokerInfo } from '../../broker/metadata.ts';
import type { RuntimeName, Shape } from '../cluster.ts';

/** What a client knows of a cluster that the keeper owns. */
export interface ClusterInfo {
  runtime: RuntimeName;
  shape: Shape;
  kafkaVersion: string;
  brokers: BrokerInfo[];
  consoleCommand: string;
  /** True when it ran already when it was asked for. */
  warm: boolean;
  startedInMs: number;
}

export const brokerActions = ['kill', 'stop', 'freeze', 'resume', 'start', 'wipe'] as const;
export type BrokerAction = (typeof brokerActions)[number];

export interface KeeperStatus {
  pid: number;
  upForMs: number;
  /** After this long without a client it ends. */
  keepForMs: number;
  runs: { label: string; state: 'running' | 'waiting' }[];
  clusters: (ClusterInfo & { upForMs: number; state: 'ready' | 'in use' | 'being replaced' })[];
}

/** Environment variables that mark processes as ours, so that they can be found when all else was lost. */
export const KEEPER_MARK = 'KAFKA_LABS_KEEPER';
export const RUN_MARK = 'KAFKA_LABS_RUN';
