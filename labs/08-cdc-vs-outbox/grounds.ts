import type { CheckContext, TestGround, TestSchema } from '#testing';

/** A topic that a program writes events to, and a schema. */
export interface EventGround extends TestGround {
  schema: TestSchema;
}

/** Grounds with these tables; `subjects` are the events that will come, in words. Nobody reads anything from Kafka there. */
export async function eventGrounds(
  { cluster, database }: CheckContext,
  count: number,
  { ddl, subjects }: { ddl: readonly string[]; subjects: readonly string[] },
): Promise<EventGround[]> {
  const [topics, schemas] = await Promise.all([
    cluster.createTopics('order-events', count, { partitions: 2 }),
    database.createSchemas(count, ddl),
  ]);
  return topics.map((testTopic, index) => ({
    testTopic,
    topic: testTopic.name,
    group: cluster.groupName('none'),
    records: subjects.map((subject) => ({ subject, topic: testTopic.name, partition: 0, offset: -1 })),
    schema: schemas[index]!,
  }));
}
