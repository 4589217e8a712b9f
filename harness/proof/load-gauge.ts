import os from 'node:os';

/** How long the cores are watched before the share of idle time means something. */
const SAMPLE_MS = 700;

/** What the gauge reads of the machine: times of all cores since it started, in milliseconds. */
export interface CoreTimes {
  idle: number;
  all: number;
}

function coreTimes(): CoreTimes {
  const times = os.cpus().map((core) => core.times);
  const sum = (of: (each: os.CpuInfo['times']) => number) => times.reduce((total, each) => total + of(each), 0);
  return {
    idle: sum(({ idle }) => idle),
    all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  };
}

/** Says how many runs the machine takes at once: one always, and more while the cores have idle time. */
export class LoadGauge {
  readonly #atMost: number;
  readonly #read: () => CoreTimes;
  readonly #now: () => number;
  #before: CoreTimes;
  #since: number;
  #idleShare = 0;

  constructor({
    cores = os.availableParallelism(),
    perCore = AT_MOST_A_CORE,
    read = coreTimes,
    now = () => performance.now(),
  } = {}) {
    this.#atMost = cores * perCore;
    this.#read = read;
    this.#now = now;
    this.#before = read();
    this.#since = now();
  }

  /** Whether one more run may begin beside those that are under way. What was begun is measured before the next begins. */
  mayBegin(underWay: number): boolean {
    this.#measure();
    if (underWay === 0) return true;
    if (underWay >= this.#atMost || this.#idleShare < IDLE_ENOUGH) return false;
    this.#idleShare = 0;
    return true;
  }

  #measure(): void {
    if (this.#now() - this.#since < SAMPLE_MS) return;
    const times = this.#read();
    const all = times.all - this.#before.all;
    this.#idleShare = all > 0 ? (times.idle - this.#before.idle) / all : 0;
    this.#before = times;
    this.#since = this.#now();
  }
}

/** Each run has a Vitest, a thread and processes of the learner's: about 500 MB. */
const AT_MOST_A_CORE = 3;
const IDLE_ENOUGH = 0.25;
