import { expect, test } from 'vitest';
import type { NewRecord } from '../protocol/record-batch.ts';
import { makeGround, makeGrounds, only, type Workload } from './grounds.ts';
import type { TestCluster } from './test-cluster.ts';

const send = (subject: string) => ({ subject, key: subject, value: `{"id":"${subject}"}` });
const workload: Workload = [[send('a'), send('b')], [], [send('c')]];

/** A cluster whose new topics begin at that offset. */
function cluster(first = 0n) {
  const appended: string[] = [];
  let names = 0;
  const fake = {
    groupName: (alias: string) => `${alias}.${++names}`,
    createTopics: async (alias: string, count: number, { partitions = 1 }) =>
      Array.from({ length: count }, (_, index) => ({
        name: `${alias}.${index}/${partitions}`,
        append: async (records: NewRecord[], { partition }: { partition: number }) => {
          appended.push(`${index}-${partition}: ${records.map(({ key }) => key).join()}`);
          return first;
        },
      })),
  };
  return { cluster: fake as unknown as TestCluster, appended };
}

test('each ground has a topic with the whole workload in it, and a group of its own', async () => {
  const { cluster: fake, appended } = cluster();
  const grounds = await makeGrounds(fake, workload, 2);
  expect(grounds.map(({ topic, testTopic }) => [topic, testTopic.name])).toEqual([
    ['orders.0/3', 'orders.0/3'],
    ['orders.1/3', 'orders.1/3'],
  ]);
  expect(grounds.map(({ group }) => group)).toEqual(['payments.1', 'payments.2']);
  expect(appended.sort()).toEqual(['0-0: a,b', '0-2: c', '1-0: a,b', '1-2: c']);
  const { topic } = grounds[1]!;
  expect(grounds[1]!.records).toEqual([
    { subject: 'a', topic, partition: 0, offset: 0 },
    { subject: 'b', topic, partition: 0, offset: 1 },
    { subject: 'c', topic, partition: 2, offset: 0 },
  ]);
});

test('a partition that nothing is sent to stays empty, and is there', async () => {
  const { cluster: fake, appended } = cluster();
  const [ground] = await makeGrounds(fake, [[], [send('a')], []], 1);
  expect(ground!.topic).toBe('orders.0/3');
  expect(appended).toEqual(['0-1: a']);
  expect(ground!.records).toEqual([{ subject: 'a', topic: ground!.topic, partition: 1, offset: 0 }]);
});

test('groups are named as the lab names them', async () => {
  const grounds = await makeGrounds(cluster().cluster, workload, 2, { group: 'shipping' });
  expect(grounds.map(({ group }) => group)).toEqual(['shipping.1', 'shipping.2']);
});

test('a topic that was not empty is a bug, not a ground', async () => {
  await expect(makeGrounds(cluster(3n).cluster, workload, 1)).rejects.toThrow(
    /orders\.0\/3-\d was not empty: its first record got offset 3/,
  );
});

test('one ground is made like many, and what is made in numbers gives up the only one, or throws', async () => {
  const { cluster: fake, appended } = cluster();
  const { topic, group } = await makeGround(fake, [[send('a')]], { group: 'packers' });
  expect([topic, group, appended]).toEqual(['orders.0/1', 'packers.1', ['0-0: a']]);
  expect(only(['a'])).toBe('a');
  for (const wrong of [[], ['a', 'b']])
    expect(() => only(wrong)).toThrow(`one was asked for, and there are ${wrong.length}`);
});
