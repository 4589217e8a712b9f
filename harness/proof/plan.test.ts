import { describe, expect, test } from 'vitest';
import type { Shape } from '../cluster/cluster.ts';
import type { Lab } from '../course/labs.ts';
import { type Variant, variantLabel } from '../course/variants.ts';
import { type Candidate, claimsOf, firstShare, planProof, SHARES, shareOf } from './plan.ts';

const labOf = (name: string, shape: Shape = 'one') => ({ name, shape }) as Lab;
const one = labOf('03-commits');
const three = labOf('01-acks', 'three');

const candidate = (lab: Lab, kind: Variant['kind'], name?: string, isChanged = false): Candidate => ({
  lab,
  variant: { kind, files: {}, ...(name ? { name } : {}) },
  inputs: 'aa',
  entry: undefined,
  isChanged,
});
const course = (lab: Lab, changed: readonly string[] = []) => [
  candidate(lab, 'stub'),
  candidate(lab, 'solution'),
  ...Array.from({ length: 3 }, (_, n) => candidate(lab, 'alternative', `right-${n}`)),
  ...Array.from({ length: 40 }, (_, n) => candidate(lab, 'mistake', `wrong-${n}`, changed.includes(`wrong-${n}`))),
];
const labels = (planned: readonly Candidate[]) =>
  planned.map(({ lab, variant }) => `${lab.name.slice(0, 2)} ${variantLabel(variant)}`);
const options = { runtime: 'local', commit: 'c1', whole: false };

describe('on this machine', () => {
  test('each run proves stubs and solutions, and has all others in its budget', () => {
    const { always, budgeted } = planProof(course(one), options);
    expect(labels(always)).toEqual(['03 stub', '03 solution']);
    expect(budgeted).toHaveLength(43);
  });

  test('what changed since the ledger comes first, then one share after the other from the commit’s on', () => {
    const { budgeted } = planProof(course(one, ['wrong-7', 'wrong-9']), options);
    expect(labels(budgeted.slice(0, 2))).toEqual(['03 mistake wrong-7', '03 mistake wrong-9']);
    const shares = budgeted.slice(2).map((each) => (shareOf(each) - firstShare('c1') + SHARES) % SHARES);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(shares).size).toBeGreaterThan(SHARES / 2);
  });

  test('other commits begin with other shares', () => {
    const begun = Array.from({ length: 100 }, (_, n) => firstShare(`commit ${n}`));
    expect(new Set(begun).size).toBe(SHARES);
  });

  test('a whole proof leaves nothing to the budget', () => {
    const { always, budgeted } = planProof(course(one), { ...options, whole: true });
    expect([always.length, budgeted.length]).toEqual([45, 0]);
  });
});

describe('in containers', () => {
  const inContainers = { ...options, runtime: 'containers' };

  test('each run proves the solution, one alternative and one mistake of each lab', () => {
    const { always } = planProof(course(one), inContainers);
    expect(always.map(({ variant: { kind } }) => kind)).toEqual(['solution', 'alternative', 'mistake']);
    const others = Array.from({ length: 30 }, (_, n) =>
      labels(planProof(course(one), { ...inContainers, commit: `c${n}` }).always).join(),
    );
    expect(new Set(others).size).toBeGreaterThan(10);
  });

  test('each run proves labs that break brokers whole', () => {
    const { always, budgeted } = planProof(course(three), inContainers);
    expect([always.length, budgeted.length]).toEqual([45, 0]);
  });
});

test('a lab uses alone what its checks break or share with nobody', () => {
  expect(claimsOf({ shape: 'one' })).toMatchObject({ alone: [], shared: ['one'] });
  expect(claimsOf({ shape: 'three' })).toMatchObject({ alone: ['three'], shared: [] });
  expect(claimsOf({ shape: 'one', database: true })).toMatchObject({ alone: [], shared: ['one', 'database'] });
  expect(claimsOf({ shape: 'one', database: 'alone' })).toMatchObject({ alone: ['database'], shared: ['one'] });
});
