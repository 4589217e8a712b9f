import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../../paths.ts';

/** Says that there may be containers of this clone: without it nobody need ask a daemon, or load the code for it. */
export const marker = (): string => join(stateFolder(), 'containers');

export const mayHaveContainers = (): boolean => existsSync(marker());
