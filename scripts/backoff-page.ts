/** A way to wait, and the program of lab 07 that has it. */
export interface Backoff {
  name: string;
  jitter: 'yes' | 'no';
  /** The mistake of the lab that waits so; undefined for the solution. */
  mistake?: string;
}

export const backoffs: readonly Backoff[] = [
  { name: 'fixed', jitter: 'yes', mistake: 'fixed-backoff' },
  { name: 'linear', jitter: 'yes', mistake: 'linear-backoff' },
  { name: 'exponential', jitter: 'no', mistake: 'without-jitter' },
  { name: 'exponential', jitter: 'yes' },
];

export const BASE_MS = 1_000;
export const ATTEMPTS = 5;
export const MEMBERS = 3;
export const PARTITIONS = 12;
/** A multiple of the partitions. */
export const ORDERS = 300;
export const DOWN_MS = 8_000;
/** The most tries are counted in a time as long as this. */
const SLOT_MS = 100;

/** A call of the gateway. */
export interface Try {
  /** Since the orders came. */
  atMs: number;
  isPaid: boolean;
  order: string;
}

/** What the gateway got, and what became of the orders. */
export interface Load extends Backoff {
  /** The tries in each second. */
  inSecond: number[];
  triesWhileDown: number;
  /** The most tries in one slot once it was up again. */
  worstSlot: number;
  paid: number;
  /** The orders that are paid, or were tried as often as one is. */
  over: number;
}

export function loadOf(backoff: Backoff, tries: readonly Try[]): Load {
  const counts = (keys: readonly (number | string)[]) => {
    const counted = new Map<number | string, number>();
    for (const key of keys) counted.set(key, (counted.get(key) ?? 0) + 1);
    return counted;
  };
  const seconds = counts(tries.map(({ atMs }) => Math.floor(atMs / 1_000)));
  const later = tries.filter(({ atMs }) => atMs >= DOWN_MS);
  const slots = counts(later.map(({ atMs }) => Math.floor(atMs / SLOT_MS)));
  const paid = new Set(tries.filter(({ isPaid }) => isPaid).map(({ order }) => order));
  const failed = counts(tries.filter(({ isPaid }) => !isPaid).map(({ order }) => order));
  const dead = [...failed].filter(([order, times]) => times >= ATTEMPTS && !paid.has(String(order)));
  return {
    ...backoff,
    inSecond: Array.from(
      { length: Math.max(0, ...(seconds.keys() as Iterable<number>)) + 1 },
      (_, second) => seconds.get(second) ?? 0,
    ),
    triesWhileDown: tries.length - later.length,
    worstSlot: Math.max(0, ...slots.values()),
    paid: paid.size,
    over: paid.size + dead.length,
  };
}

/** docs/backoff.md */
export function backoffPage(kafkaVersion: string, loads: readonly Load[]): string {
  const seconds = Array.from(
    { length: Math.max(...loads.map(({ inSecond }) => inSecond.length)) },
    (_, index) => index,
  );
  return `# What a backoff does to a gateway

Made by \`npm run backoff-load\`, on Kafka ${kafkaVersion}. [Lab 07](../labs/07-retry-dlt/lesson.md) is about it.

A gateway is down for ${DOWN_MS / 1_000} s. At the beginning of it ${ORDERS} orders come, in ${PARTITIONS} partitions, to ${MEMBERS} processes of the shop. Each order is tried ${ATTEMPTS} times at most, the first try included; \`baseMs\` is ${BASE_MS}. The programs are those of lab 07: the solution, and mistakes that differ from it in the waits alone. A try that fails takes no time here; with a real timeout it would take seconds more.

| backoff | jitter | tries while it is down | most tries in ${SLOT_MS} ms, up again | paid | dead |
| --- | --- | --- | --- | --- | --- |
${loads.map((load) => `| ${load.name} | ${load.jitter} | ${load.triesWhileDown} | ${load.worstSlot} | ${load.paid} | ${ORDERS - load.paid} |`).join('\n')}

The same, as tries in each second:

| backoff | jitter | ${seconds.map((second) => `${second} s`).join(' | ')} |
| --- | --- | ${seconds.map(() => '---').join(' | ')} |
${loads.map((load) => `| ${load.name} | ${load.jitter} | ${seconds.map((second) => load.inSecond[second] || '·').join(' | ')} |`).join('\n')}
`;
}
