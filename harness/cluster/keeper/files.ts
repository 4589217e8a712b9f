import { join } from 'node:path';
import { keeperFolder, logFolder } from '../../paths.ts';

export const socketFile = (): string => join(keeperFolder(), 'keeper.sock');

/** Which processes the keeper owns, by pid and start time: what the next command clears should the keeper be killed. */
export const ledgerFile = (): string => join(keeperFolder(), 'processes.json');

export const lockPath = (): string => join(keeperFolder(), 'start');

export const keeperLog = (): string => join(logFolder(), 'keeper.log');
