import type { DatabaseDetails, EffectDetails, ExpectedRecord, HistoryEvent, WireDetails } from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';

/** What a history is judged by: the records that were there to be worked off, and what happened. */
export interface Story {
  records: readonly ExpectedRecord[];
  events: readonly HistoryEvent[];
}

/** Something that should not have happened to a record, with the events that prove it. */
export interface Anomaly {
  record: ExpectedRecord;
  proof: HistoryEvent[];
}

export type EffectEvent = HistoryEvent & { details: EffectDetails };
export type WireEvent = HistoryEvent & { details: WireDetails };
export type DatabaseEvent = HistoryEvent & { details: DatabaseDetails };

export function effectsOf({ events }: Pick<Story, 'events'>, subject?: string): EffectEvent[] {
  return events.filter(
    (event): event is EffectEvent =>
      event.details.kind === 'effect' && (subject === undefined || event.details.subject === subject),
  );
}

export function wireOf({ events }: Pick<Story, 'events'>, kind: WireDetails['kind'], api: ApiName): WireEvent[] {
  return events.filter(
    (event): event is WireEvent => event.details.kind === kind && (event as WireEvent).details.api === api,
  );
}

/** The commands to a database, or its replies; only those with that verb, such as `COMMIT`, where one is given. */
export function databaseOf(
  { events }: Pick<Story, 'events'>,
  kind: DatabaseDetails['kind'],
  verb?: string,
): DatabaseEvent[] {
  return events.filter(
    (event): event is DatabaseEvent =>
      event.details.kind === kind && (verb === undefined || (event as DatabaseEvent).details.verb === verb),
  );
}

/** Whether a commit, asked for or answered, moves the group's offset past the record, and was not refused. */
export function covers({ details }: WireEvent, { topic, partition, offset }: ExpectedRecord): boolean {
  return (details.partitions ?? []).some(
    (part) =>
      part.topic === topic &&
      part.partition === partition &&
      !part.error &&
      part.offset !== undefined &&
      part.offset > offset,
  );
}

/** The commits that brokers took, in order. */
export function commitsOf(story: Pick<Story, 'events'>): WireEvent[] {
  return wireOf(story, 'answer', 'OffsetCommit').filter(({ details }) => !details.injected);
}

/** The first event of an effect on a record that happened. */
export function firstDone(story: Story, { subject }: ExpectedRecord): EffectEvent | undefined {
  return effectsOf(story, subject).find(({ details }) => details.phase === 'done');
}
