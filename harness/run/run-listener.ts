import type { ClusterInfo, DatabaseInfo } from '../cluster/keeper/api.ts';
import type { CheckListener } from './check-reporter.ts';

/** Hears of a run while it goes on. */
export interface RunListener extends CheckListener {
  onProgress?(text: string): void;
  onReady?(cluster: ClusterInfo, database?: DatabaseInfo): void;
}
