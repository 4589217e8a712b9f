import os from 'node:os';

/** The machine's load of the last minute, a core: 1 means that each core was busy throughout. */
export const loadPerCore = (): number => os.loadavg()[0]! / os.availableParallelism();
