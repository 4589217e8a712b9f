import { aliasOf } from '../history/alias.ts';
import type { ExpectedRecord, HistoryEvent, PartitionFacts } from '../history/events.ts';
import { type Anomaly, commitsOf, covers, effectsOf, firstDone, type Story, type WireEvent, wireOf } from './story.ts';

/** Records whose effect never happened though the group's offset has moved past them: nobody will read them again. */
export function lost(story: Story): Anomaly[] {
  return story.records.flatMap((record) => {
    const commit = commitsOf(story).find((each) => covers(each, record));
    if (!commit || firstDone(story, record)) return [];
    return [{ record, proof: [...effectsOf(story, record.subject).slice(0, 1), commit, ...afterDeath(story, record)] }];
  });
}

/** Records whose offset a process asked to move past before it, or anybody before it, had begun with them. */
export function committedBeforeWork(story: Story): Anomaly[] {
  return story.records.flatMap((record) => {
    const commit = wireOf(story, 'request', 'OffsetCommit').find((each) => covers(each, record));
    const asked = effectsOf(story, record.subject)[0];
    return commit && (!asked || asked.n > commit.n) ? [{ record, proof: asked ? [commit, asked] : [commit] }] : [];
  });
}

/** Records whose offset a process asked to move past while their effect was asked for and not done. */
export function committedUnfinishedWork(story: Story): Anomaly[] {
  return story.records.flatMap((record) => {
    const [asked] = effectsOf(story, record.subject);
    const commit = wireOf(story, 'request', 'OffsetCommit').find((each) => covers(each, record));
    if (!asked || !commit || asked.n > commit.n) return [];
    const ended = effectsOf(story, record.subject).find(({ details }) => details.phase !== 'asked');
    return !ended || ended.n > commit.n ? [{ record, proof: [asked, commit] }] : [];
  });
}

/** Records whose effect failed and was never done, though the group's offset moved past them. */
export function committedFailedWork(story: Story): Anomaly[] {
  return story.records.flatMap((record) => {
    const failed = effectsOf(story, record.subject).find(({ details }) => details.phase === 'failed');
    const commit = failed && commitsOf(story).find((each) => each.n > failed.n && covers(each, record));
    return commit && !firstDone(story, record) ? [{ record, proof: [failed, commit] }] : [];
  });
}

/** Records whose effect happened more than once; the proof is the first time and the last. */
export function duplicated(story: Story): Anomaly[] {
  return story.records.flatMap((record) => {
    const done = effectsOf(story, record.subject).filter(({ details }) => details.phase === 'done');
    return done.length > 1 ? [{ record, proof: [done[0]!, done.at(-1)!] }] : [];
  });
}

/** Partitions whose last commit, made after the last work, is the offset of that record and not the one behind it. */
export function committedOneShort(story: Story): Anomaly[] {
  return partitionsOf(story).flatMap((records) => {
    const worked = records.filter((record) => firstDone(story, record)).at(-1);
    if (!worked) return [];
    const done = firstDone(story, worked)!;
    const offsetIn = (commit: WireEvent) =>
      commit.details.partitions?.find(
        ({ topic, partition, error }) => topic === worked.topic && partition === worked.partition && !error,
      )?.offset;
    const commit = commitsOf(story).findLast((each) => offsetIn(each) !== undefined);
    return commit && commit.n > done.n && offsetIn(commit) === worked.offset
      ? [{ record: worked, proof: [done, commit] }]
      : [];
  });
}

/** Commits that brokers took though a higher one of the same partition had been taken before, in one process's life. */
export function committedBackwards(story: Story): { proof: HistoryEvent[] }[] {
  const newest = new Map<string, { offset: number; event: HistoryEvent }>();
  return commitsOf(story).flatMap((event) =>
    (event.details.partitions ?? []).flatMap(({ topic, partition, offset = -1, error }) => {
      const key = `${event.details.process} ${topic} ${partition}`;
      const before = newest.get(key);
      if (error) return [];
      if (before && offset < before.offset) return [{ proof: [before.event, event] }];
      newest.set(key, { offset, event });
      return [];
    }),
  );
}

/** Requests that commit the same offset for several partitions, past a record of one that nobody had begun with. */
export function committedForAllPartitions(story: Story): Anomaly[] {
  return committedBeforeWork(story).filter(({ proof: [commit] }) => {
    return commit!.details.kind === 'request' && haveOneOffset(commit!.details.partitions);
  });
}

/** Whether a request or an answer names the same offset for several partitions. */
export function haveOneOffset(partitions: readonly Pick<PartitionFacts, 'offset'>[] = []): boolean {
  return partitions.length > 1 && partitions.every(({ offset }) => offset === partitions[0]!.offset);
}

/** Records that a process began with while it was at work on an earlier one of the same partition. */
export function overlapped(story: Story): Anomaly[] {
  return story.records.flatMap((record) =>
    effectsOf(story, record.subject)
      .filter(({ details }) => details.phase === 'asked')
      .flatMap((asked) => {
        const earlier = partitionsOf(story)
          .flat()
          .filter(
            ({ topic, partition, offset }) =>
              topic === record.topic && partition === record.partition && offset < record.offset,
          )
          .flatMap(({ subject }) => underWay(story, subject, asked) ?? []);
        return earlier.length > 0 ? [{ record, proof: [earlier[0]!, asked] }] : [];
      })
      .slice(0, 1),
  );
}

/** Records whose effect happened for the first time before that of an earlier record of the same partition. */
export function reordered(story: Story): Anomaly[] {
  return partitionsOf(story).flatMap((records) => {
    const done = records.flatMap((record) => {
      const event = firstDone(story, record);
      return event ? [{ record, event }] : [];
    });
    return done.slice(1).flatMap((each, index) => {
      const before = done[index]!;
      return each.event.n < before.event.n ? [{ record: each.record, proof: [each.event, before.event] }] : [];
    });
  });
}

/** The event by which the same process began with `subject`, where that was still under way at the moment of `at`. */
function underWay(story: Story, subject: string, at: HistoryEvent): HistoryEvent | undefined {
  const { process } = at.details as { process: string };
  const own = effectsOf(story, subject).filter(({ details, n }) => details.process === process && n < at.n);
  return own.at(-1)?.details.phase === 'asked' ? own.at(-1) : undefined;
}

/** The records of each partition in order. */
function partitionsOf({ records }: Story): ExpectedRecord[][] {
  const partitions = new Map<string, ExpectedRecord[]>();
  for (const record of [...records].sort((a, b) => a.offset - b.offset)) {
    const key = `${record.topic} ${record.partition}`;
    partitions.set(key, [...(partitions.get(key) ?? []), record]);
  }
  return [...partitions.values()];
}

/** Where the story goes on after a death: the fault, and where the successor begins in that record's partition. */
export function afterDeath(story: Story, record: ExpectedRecord): HistoryEvent[] {
  const fault = story.events.find(({ details }) => details.kind === 'fault');
  const read = fault && wireOf(story, 'answer', 'OffsetFetch').find(({ n }) => n > fault.n);
  if (!fault || !read) return fault ? [fault] : [];
  const at = read.details.partitions?.find(
    ({ topic, partition }) => topic === record.topic && partition === record.partition,
  );
  if (!at) return [fault];
  const where = `${aliasOf(record.topic)}-${record.partition}`;
  const { offset = -1 } = at;
  const text =
    offset < 0
      ? `holds no offset of ${where} for the group`
      : `holds offset ${offset} of ${where}: ${read.details.process} begins there`;
  return [fault, { ...read, text }];
}
