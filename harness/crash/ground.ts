import type { ExpectedRecord } from '../history/events.ts';

/** What one run of a program stands on: a topic with all its records in it, and a group, which no other run uses. */
export interface Ground {
  topic: string;
  group: string;
  /** Where a program is a member of several groups. */
  otherGroups?: readonly string[];
  records: readonly ExpectedRecord[];
}

/** The end offset of each partition that has records; work that no program reads from Kafka has the offset −1. */
export function endsOf({ records }: Ground): Map<number, number> {
  const ends = new Map<number, number>();
  for (const { partition, offset } of records)
    if (offset >= 0) ends.set(partition, Math.max(ends.get(partition) ?? 0, offset + 1));
  return ends;
}
