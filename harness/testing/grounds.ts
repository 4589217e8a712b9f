import type { Ground } from '../crash/ground.ts';
import type { TestCluster } from './test-cluster.ts';
import type { TestTopic } from './test-topic.ts';

/** The records that a program works off, for each partition in order; `subject` is what its effect on them is about. */
export type Workload = readonly (readonly {
  subject: string;
  key: string | Buffer | null;
  value: string | Buffer | null;
}[])[];

/** A ground as a check uses it. */
export interface TestGround extends Ground {
  testTopic: TestTopic;
}

/** Topics that hold the workload, each with a group of its own that has read nothing yet. They are made together. */
export async function makeGrounds(
  cluster: TestCluster,
  workload: Workload,
  count: number,
  { group = 'payments' } = {},
): Promise<TestGround[]> {
  const topics = await cluster.createTopics('orders', count, { partitions: workload.length });
  return Promise.all(
    topics.map(async (testTopic) => ({
      testTopic,
      topic: testTopic.name,
      group: cluster.groupName(group),
      records: await fill(testTopic, workload),
    })),
  );
}

/** One ground; see `makeGrounds`. */
export async function makeGround(
  cluster: TestCluster,
  workload: Workload,
  options: { group?: string } = {},
): Promise<TestGround> {
  return only(await makeGrounds(cluster, workload, 1, options));
}

/** The one that was asked for, of something that is made in numbers. Throws where there is another number of them. */
export function only<T>(all: readonly T[]): T {
  if (all.length !== 1) throw new Error(`one was asked for, and there are ${all.length}`);
  return all[0] as T;
}

/** Throws when a record did not get the offset that it must have in a new topic. */
async function fill(topic: TestTopic, workload: Workload): Promise<Ground['records']> {
  const partitions = workload.map(async (records, partition) => {
    if (records.length === 0) return []; // a partition whose records come later
    const first = await topic.append([...records], { partition });
    if (first !== 0n) throw new Error(`${topic.name}-${partition} was not empty: its first record got offset ${first}`);
    return records.map(({ subject }, offset) => ({ subject, topic: topic.name, partition, offset }));
  });
  return (await Promise.all(partitions)).flat();
}
