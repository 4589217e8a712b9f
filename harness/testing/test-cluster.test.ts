import { expect, test } from 'vitest';
import type { Shape } from '../cluster/cluster.ts';
import type { BrokerAction } from '../cluster/keeper/api.ts';
import { History } from '../history/history.ts';
import { answering, FakeBroker } from '../tap/fake-broker.ts';
import { Deaths } from './deaths.ts';
import type { LabRun } from './lab-run.ts';
import { TestCluster } from './test-cluster.ts';

/** Three brokers, each of which knows those that `alive` says. */
async function cluster({ dead = [] as number[], act = async (_: string): Promise<void> => {} } = {}) {
  const done: string[] = [];
  const alive = new Set([1, 2, 3].filter((id) => !dead.includes(id)));
  const fakes = await Promise.all([1, 2, 3].map(() => FakeBroker.start()));
  const brokers = fakes.map(({ port }, index) => ({ id: index + 1, host: '127.0.0.1', port }));
  for (const fake of fakes)
    fake.onRequest = (...asked) => {
      const known = brokers.filter(({ id }) => alive.has(id));
      answering({ brokers: known.map(({ id, ...address }) => ({ node_id: id, ...address })), topics: [] })(...asked);
    };
  const deaths = new Deaths('three');
  for (const id of dead) deaths.brokers.add(id);
  const run = {
    provided: { runId: '0123456789' },
    deaths,
    act: async (_: Shape, action: BrokerAction, id: number) => {
      done.push(`${action} ${id}`);
      await act(`${action} ${id}`);
      if (action === 'kill') alive.delete(id);
      if (action === 'start') alive.add(id);
      done.push(`${action} ${id}: done`);
    },
  };
  const history = new History();
  const info = {
    runtime: 'local',
    shape: 'three',
    kafkaVersion: '4.3.1',
    brokers,
    consoleCommand: '',
    warm: true,
    startedInMs: 1,
  } as const;
  const tested = new TestCluster(info as never, run as unknown as LabRun, history);
  return { tested, done, history, fakes, alive, dead: deaths.brokers };
}

test('brokers that were left dead are started together, and waited for until each broker knows all', async () => {
  const { tested, done, alive, dead, history } = await cluster({
    dead: [1, 3],
    // A broker that waits for the other one would wait for ever, were they started one after the other.
    act: async () => expect.poll(() => done.filter((each) => each.startsWith('start')).length).toBeGreaterThan(1),
  });
  await tested.allUp();
  expect(done.slice(0, 2).toSorted()).toEqual(['start 1', 'start 3']);
  expect([...alive].sort()).toEqual([1, 2, 3]);
  expect(dead.size).toBe(0);
  expect(history.events.map(({ text }) => text).toSorted()).toEqual([
    'started broker 1 again',
    'started broker 3 again',
  ]);
  await tested.release();
});

test('all is up only when every broker says so', async () => {
  const { tested, alive, fakes } = await cluster();
  alive.delete(2);
  let isUp = false;
  const waiting = tested.allUp().then(() => {
    isUp = true;
  });
  await expect.poll(() => fakes[0]!.requests.length).toBeGreaterThan(2);
  expect(isUp).toBe(false);
  alive.add(2);
  await waiting;
  expect(fakes.every(({ requests }) => requests.length > 0)).toBe(true);
  await tested.release();
});

test('a broker that lost its disk stays dead until it is started, and both are told', async () => {
  const { tested, done, history, dead } = await cluster();
  await tested.kill(2);
  await tested.wipe(2);
  expect([...dead]).toEqual([2]);
  await tested.allUp();
  expect(done.filter((each) => !each.endsWith('done'))).toEqual(['kill 2', 'wipe 2', 'start 2']);
  expect(history.events.map(({ text, details }) => [text, details.kind])).toEqual([
    ['killed broker 2', 'fault'],
    ['broker 2 lost its disk', 'fault'],
    ['started broker 2 again', 'fault'],
  ]);
  await tested.release();
});

test('a check that is over breaks nothing any more', async () => {
  const { tested, done } = await cluster();
  await tested.release();
  await expect(tested.wipe(1)).rejects.toThrow('this check is over');
  await expect(tested.kill(1)).rejects.toThrow('this check is over');
  expect(done).toEqual([]);
});
