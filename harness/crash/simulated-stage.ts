import { vi } from 'vitest';
import { History } from '../history/history.ts';
import type { CrashPoint } from './crash-point.ts';
import { endsOf, type Ground } from './ground.ts';
import { orders, SimulatedSubject } from './simulation.ts';
import type { Stage } from './subject.ts';

/** What a process runs. */
export type Program = (worker: SimulatedSubject, ground: Ground, stage: SimulatedStage) => Promise<unknown>;

/** For unit tests: brokers that keep committed offsets, a database that keeps rows, and processes that run the program. */
export class SimulatedStage implements Stage {
  readonly history = new History();
  readonly lanes: number;
  readonly started: SimulatedSubject[] = [];
  readonly left: { group: string; members: readonly string[] }[] = [];
  readonly steps: string[] = [];
  /** The most processes that ran at the same time. */
  mostAlive = 0;
  readonly #program: Program;
  readonly #offsets = new Map<string, number>();
  readonly #rows = new Map<string, string[]>();
  /** Given where the stage tells of rows. */
  readonly worked?: (ground: Ground) => Promise<ReadonlySet<string>>;
  isOverByWorld = false;
  endsByItself = false;
  failure?: (subject: string, times: number) => string | undefined;
  #grounds = 0;

  constructor(program: Program, { lanes = 2, tellsOfRows = false } = {}) {
    this.#program = program;
    this.lanes = lanes;
    if (tellsOfRows) this.worked = async (ground) => new Set(this.rows(ground));
  }

  async grounds(count: number): Promise<Ground[]> {
    return Array.from({ length: count }, () => orders(++this.#grounds));
  }

  async start(as: string, history: History): Promise<SimulatedSubject> {
    const subject = new SimulatedSubject(as, history);
    this.started.push(subject);
    this.mostAlive = Math.max(this.mostAlive, this.started.filter(({ isDead }) => !isDead).length);
    return subject;
  }

  begin(subject: SimulatedSubject, ground: Ground): Promise<unknown> {
    return this.#program(subject, ground, this);
  }

  async leave(group: string, members: readonly string[]): Promise<void> {
    this.left.push({ group, members });
  }

  timed<T>(step: string, work: Promise<T>): Promise<T> {
    this.steps.push(step);
    return work;
  }

  async committed({ topic, group, records }: Ground) {
    await new Promise((resolve) => setTimeout(resolve, 10)); // what was under way has arrived
    return [...endsOf({ topic, group, records }).keys()].map((partition) => ({
      topic,
      partition,
      offset: this.offset(group, partition) || -1,
    }));
  }

  /** The next offset that a group reads. */
  offset(group: string, partition: number): number {
    return this.#offsets.get(`${group} ${partition}`) ?? 0;
  }

  /** The rows that were committed on a ground, in order. */
  rows({ topic }: Ground): readonly string[] {
    return this.#rows.get(topic) ?? [];
  }

  /** Writes a row in a transaction of its own; a row that is there already is not written again where `isOnce`. */
  async insert(worker: SimulatedSubject, ground: Ground, subject: string, { isOnce = false } = {}): Promise<void> {
    await worker.command('BEGIN');
    await worker.command('INSERT');
    await worker.command('COMMIT', () => {
      if (!isOnce || !this.rows(ground).includes(subject))
        this.#rows.set(ground.topic, [...this.rows(ground), subject]);
    });
  }

  commit(worker: SimulatedSubject, { topic, group }: Ground, partition: number, offset: number): Promise<void> {
    return worker.commit([{ topic, partition, offset }], () => this.#offsets.set(`${group} ${partition}`, offset));
  }
}

type Step = (
  worker: SimulatedSubject,
  ground: Ground,
  stage: SimulatedStage,
  record: Ground['records'][number],
) => unknown;

/** Joins its group, does `step` with every record from the committed offset on, and waits for more. */
export function worker(step: Step): Program {
  return async (process, ground, stage) => {
    await process.request('JoinGroup', {}, () => ({ member: `${process.name} of ${ground.group}` }));
    for (const [partition, end] of endsOf(ground)) {
      const left = ground.records.filter((each) => each.partition === partition);
      for (const record of left.slice(stage.offset(ground.group, partition))) {
        await process.fetch(ground.topic, partition, record.offset);
        await step(process, ground, stage, record);
      }
      await process.fetch(ground.topic, partition, end);
    }
  };
}

/** Works each record off, then commits. */
export const rightWorker = worker(async (process, ground, stage, { subject, partition, offset }) => {
  await process.act(subject);
  await stage.commit(process, ground, partition, offset + 1);
});

/** Writes a row for each record, once, then commits. */
export const rightWriter = worker(async (process, ground, stage, { subject, partition, offset }) => {
  await stage.insert(process, ground, subject, { isOnce: true });
  await stage.commit(process, ground, partition, offset + 1);
});

/** How often each effect happened at a crash point, in the order of the records. */
export function timesDone({ ground, events }: Pick<CrashPoint, 'ground' | 'events'>): number[] {
  const done = events.flatMap(({ details }) => (details.kind === 'effect' ? [details.subject] : []));
  return ground.records.map((record) => done.filter((subject) => subject === record.subject).length);
}

/** Lets faked time go on until that is settled. */
export async function inFakeTime<T>(work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = work.finally(() => {
    isSettled = true;
  });
  settled.catch(() => {});
  while (!isSettled) await vi.advanceTimersByTimeAsync(20);
  return settled;
}
