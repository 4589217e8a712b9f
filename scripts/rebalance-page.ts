/** A client with the way in which its group rebalances. */
export interface Kind {
  client: string;
  protocol: string;
}

/** A kind with the client that stands for it: a program of ours, or settings of Java's console consumer. */
export interface MeasuredKind extends Kind {
  node?: string;
  settings?: string[];
}

export const ROUNDS = 3;
/** In ms; longer than a Java client needs to start: the dead member must still count when it comes back. */
export const SESSION_MS = 6_000;

const assignor = (name: string): string[] => [
  `partition.assignment.strategy=org.apache.kafka.clients.consumer.${name}`,
];

export const kinds: readonly MeasuredKind[] = [
  { client: 'kafkajs', protocol: 'eager', node: 'eager' },
  { client: 'Java, RangeAssignor', protocol: 'eager', settings: assignor('RangeAssignor') },
  {
    client: 'Java, CooperativeStickyAssignor',
    protocol: 'cooperative (KIP-429)',
    settings: assignor('CooperativeStickyAssignor'),
  },
  { client: '@platformatic/kafka', protocol: 'KIP-848', node: 'incremental' },
  { client: 'Java', protocol: 'KIP-848', settings: ['group.protocol=consumer'] },
];

/** What the survivors of one kind of group went through, over several rounds. */
export interface Standstill extends Kind {
  /** The longest pause of a partition of theirs before anything happened, one a round, in ms. */
  beforeMs: number[];
  /** The same from the kill until the group was complete again. */
  duringMs: number[];
}

/** docs/rebalances.md */
export function rebalancePage(kafkaVersion: string, sessionMs: number, all: readonly Standstill[]): string {
  const rounds = all[0]?.duringMs.length ?? 0;
  return `# What a rebalance costs the others

Made by \`npm run rebalance-table\`, on Kafka ${kafkaVersion}; each figure is the median of ${rounds} rounds. [Lab 06](../labs/06-rebalance-tuning/lesson.md) is about it.

Three members share three partitions, and each partition gets a record every 20 ms. One member is killed (SIGKILL) and started again at once. The table shows for how long, at the longest, no record of a partition was read that belonged to one of the **others**: in the 2 s before the kill, and from the kill until the member that came back had its partition again. The session is ${seconds(sessionMs)}; with KIP-848, where the broker decides on it, 1.5 s.

| client | how it rebalances | before | during |
| --- | --- | --- | --- |
${all.map((each) => `| ${each.client} | ${each.protocol} | ${seconds(median(each.beforeMs))} | ${seconds(median(each.duringMs))} |`).join('\n')}

Eager: at a rebalance every member gives back all of its partitions, and gets new ones when the last member has answered. The dead one cannot answer, so everybody waits until its session is over. Cooperative (KIP-429) and the new protocol (KIP-848): a member gives back only what somebody else is to have; the others read on.

kafkajs 2.2 speaks the eager protocol only.
`;
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
