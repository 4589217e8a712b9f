import type { BrokerInfo } from '../../broker/metadata.ts';
import type { Account, DatabaseAddress, DatabaseFlavour } from '../../database/database.ts';
import type { RuntimeName, Shape } from '../cluster.ts';

/** What a client knows of a cluster that the keeper owns. */
export interface ClusterInfo {
  runtime: RuntimeName;
  shape: Shape;
  kafkaVersion: string;
  brokers: BrokerInfo[];
  /** What names of topics and groups must begin with, where others use the cluster, too. */
  prefix?: string;
  consoleCommand: string;
  /** True when it ran already when it was asked for. */
  warm: boolean;
  startedInMs: number;
}

/** What a client knows of a database that the keeper owns. */
export interface DatabaseInfo extends DatabaseAddress {
  runtime: RuntimeName;
  flavour: DatabaseFlavour;
  version: string;
  /** For the harness: it may do everything. */
  admin: Account;
  /** For programs under test: it may do everything in databases named `shop_…`. */
  app: Account;
  consoleCommand?: string;
  /** True when it ran already when it was asked for. */
  warm: boolean;
  startedInMs: number;
}

/** The keeper's event `died`: something that it owns ended although nobody asked it to. */
export type Death =
  | { kind: 'broker'; shape: Shape; brokerId: number; how: string }
  | { kind: 'controller'; shape: Shape; how: string }
  | { kind: 'database'; how: string };

export const brokerActions = ['kill', 'stop', 'freeze', 'resume', 'start', 'wipe'] as const;
export type BrokerAction = (typeof brokerActions)[number];

interface WarmState {
  upForMs: number;
  state: 'ready' | 'in use' | 'being replaced';
}

export interface KeeperStatus {
  pid: number;
  upForMs: number;
  /** After this long without a client it ends. */
  keepForMs: number;
  runs: { label: string; state: 'running' | 'waiting' }[];
  clusters: (ClusterInfo & WarmState)[];
  database?: (DatabaseInfo & WarmState) | undefined;
}

/** Environment variables that mark processes as ours, so that they can be found when all else was lost. */
export const KEEPER_MARK = 'KAFKA_LABS_KEEPER';
export const RUN_MARK = 'KAFKA_LABS_RUN';
