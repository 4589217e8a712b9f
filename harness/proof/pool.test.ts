import { describe, expect, test } from 'vitest';
import type { Claims } from '../cluster/keeper/claims.ts';
import { workOn } from './pool.ts';

const shared: Claims = { group: 'proof', alone: [], shared: ['one'] };
const breaking: Claims = { group: 'proof', alone: ['three'], shared: [] };

/** Tasks that end when the test says so. */
function tasks(...named: [name: string, claims: Claims][]) {
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const work = ({ name }: { name: string }, slot: number) => {
    begun.push(`${name} in ${slot}`);
    return new Promise<void>((resolve) => end.set(name, resolve));
  };
  return { all: named.map(([name, claims]) => ({ name, claims })), begun, end, work };
}

const asIs = { everyMs: 1 };
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('tasks', () => {
  test('go side by side, as many as may, each in a slot of its own', async () => {
    const { all, begun, end, work } = tasks(['a', shared], ['b', shared], ['c', shared]);
    const done = workOn(all, { ...asIs, work, mayBegin: (underWay) => underWay < 2 });
    await settled();
    expect(begun).toEqual(['a in 0', 'b in 1']);
    end.get('a')!();
    await settled();
    expect(begun).toEqual(['a in 0', 'b in 1', 'c in 0']);
    end.get('b')!();
    end.get('c')!();
    expect(await done).toEqual([]);
  });

  test('that need what another has alone let those behind them begin', async () => {
    const { all, begun, end, work } = tasks(['a', breaking], ['b', breaking], ['c', shared]);
    const done = workOn(all, { ...asIs, work, mayBegin: () => true });
    await settled();
    expect(begun).toEqual(['a in 0', 'c in 1']);
    end.get('a')!();
    await settled();
    expect(begun).toEqual(['a in 0', 'c in 1', 'b in 0']);
    for (const each of end.values()) each();
    await done;
  });

  test('that are late are left, those in time go on, and those under way are waited for', async () => {
    const { all, begun, end, work } = tasks(['a', shared], ['b', shared], ['c', shared]);
    let isOver = false;
    const isLate = ({ name }: { name: string }) => isOver && name === 'b';
    const done = workOn(all, { ...asIs, work, mayBegin: (underWay) => underWay < 1, isLate });
    isOver = true;
    await settled();
    end.get('a')!();
    await settled();
    end.get('c')!();
    expect((await done).map(({ name }) => name)).toEqual(['b']);
    expect(begun).toEqual(['a in 0', 'c in 0']);
  });

  test('that throw end the pool with their error', async () => {
    const { all } = tasks(['a', shared], ['b', shared]);
    const begun: string[] = [];
    const work = async ({ name }: { name: string }) => {
      begun.push(name);
      throw new Error(name);
    };
    await expect(workOn(all, { ...asIs, work, mayBegin: (underWay) => underWay < 1 })).rejects.toThrow('a');
    expect(begun).toEqual(['a']);
  });
});
