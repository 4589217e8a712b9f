import { describe, expect, test } from 'vitest';
import type { RunningCluster, Runtime, Shape } from '../cluster.ts';
import type { Death } from './api.ts';
import { WarmClusters } from './warm-clusters.ts';

/** A runtime whose clusters start when the test lets them, and are never fit for a second run. */
class FakeRuntime {
  readonly running = new Set<RunningCluster>();
  readonly waiting: (() => void)[] = [];
  isHeld = false;

  async start(shape: Shape): Promise<RunningCluster> {
    if (this.isHeld) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const cluster = {
      runtime: 'fake',
      shape,
      kafkaVersion: '0',
      brokers: [{ id: 1, host: '127.0.0.1', port: 9 }],
      consoleCommand: () => '',
      whyUnfit: async () => 'worn out',
      dispose: async () => void this.running.delete(cluster),
    } as unknown as RunningCluster;
    this.running.add(cluster);
    return cluster;
  }
}

const nothing = () => {};

async function warmBoth(runtime: FakeRuntime): Promise<WarmClusters> {
  const clusters = new WarmClusters(runtime as unknown as Runtime, nothing);
  await clusters.acquire('one', false, nothing);
  await clusters.acquire('three', false, nothing);
  return clusters;
}

test('a node that ends unasked is told as a broker, or as the controller that none of the brokers is', async () => {
  const runtime = new FakeRuntime();
  const died: Death[] = [];
  const clusters = new WarmClusters(runtime as unknown as Runtime, (death) => died.push(death));
  await clusters.acquire('three', false, nothing);
  for (const id of [1, 100])
    for (const cluster of runtime.running) cluster.onUnexpectedExit!(id, 'was ended by SIGKILL');
  expect(died).toEqual([
    { kind: 'broker', shape: 'three', brokerId: 1, how: 'was ended by SIGKILL' },
    { kind: 'controller', shape: 'three', how: 'was ended by SIGKILL' },
  ]);
});

test('who has ended unasked is looked up in the cluster of that shape', async () => {
  const runtime = new FakeRuntime();
  const clusters = new WarmClusters(runtime as unknown as Runtime, nothing);
  expect(await clusters.endedUnasked('three')).toEqual([]);
  await clusters.acquire('three', false, nothing);
  for (const cluster of runtime.running)
    cluster.endedUnasked = async () => [{ nodeId: 100, how: 'was ended by SIGKILL' }];
  expect(await clusters.endedUnasked('three')).toEqual([
    { kind: 'controller', shape: 'three', how: 'was ended by SIGKILL' },
  ]);
  expect(await clusters.endedUnasked('one')).toEqual([]);
});

describe('disposing of warm clusters', () => {
  test('ends them all', async () => {
    const runtime = new FakeRuntime();
    const clusters = await warmBoth(runtime);
    expect(runtime.running.size).toBe(2);
    await clusters.dispose();
    expect(runtime.running.size).toBe(0);
  });

  test('amid a replacement ends that one too, and starts no other', async () => {
    const runtime = new FakeRuntime();
    const clusters = await warmBoth(runtime);
    runtime.isHeld = true;
    const tidying = clusters.tidy(['one', 'three']); // both are unfit: one is replaced after the other
    while (runtime.waiting.length === 0) await Promise.resolve();
    const disposing = clusters.dispose();
    runtime.isHeld = false;
    runtime.waiting[0]!();
    await Promise.all([tidying, disposing]);
    expect(runtime.running.size).toBe(0);
  });

  test('keeps later runs from starting one', async () => {
    const runtime = new FakeRuntime();
    const clusters = await warmBoth(runtime);
    await clusters.dispose();
    await expect(clusters.acquire('one', false, nothing)).rejects.toMatchObject({ code: 'KEEPER_LOST' });
    expect(runtime.running.size).toBe(0);
  });
});
