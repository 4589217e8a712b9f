import { expect, test } from 'vitest';
import { Decisions } from './decisions.ts';

const CORE = { title: 'no order is lost', task: 1, level: 'core' } as const;

test('a check that nothing stands before has nothing to wait for', async () => {
  expect(await new Decisions().next(CORE).hasFailedBefore()).toBe(false);
});

test('a core check of the same task that failed is known of once all before are decided', async () => {
  const decisions = new Decisions();
  const [first, second, last] = [decisions.next(CORE), decisions.next(CORE), decisions.next(CORE)];
  let hasFailed: boolean | undefined;
  const asked = last.hasFailedBefore().then((answer) => {
    hasFailed = answer;
  });
  first.is('failed');
  await Promise.resolve();
  expect(hasFailed).toBeUndefined();
  second.is('passed');
  await asked;
  expect(hasFailed).toBe(true);
});

test.each(['passed', 'inconclusive', 'harness-error'] as const)(
  'a check that %s keeps nothing from being tried',
  async (outcome) => {
    const decisions = new Decisions();
    decisions.next(CORE).is(outcome);
    expect(await decisions.next(CORE).hasFailedBefore()).toBe(false);
  },
);

test.each([
  ['a deeper check', { ...CORE, task: 1, level: 'deeper' }],
  ['a check of another task', { ...CORE, task: 2, level: 'core' }],
  ['a check that waits for the others, too,', { ...CORE, task: 1, level: 'core', waits: true }],
] as const)('%s that failed keeps nothing from being tried', async (_what, place) => {
  const decisions = new Decisions();
  decisions.next(place).is('failed');
  expect(await decisions.next(CORE).hasFailedBefore()).toBe(false);
});

test('a check that an editor has left out is not waited for', async () => {
  const decisions = new Decisions();
  decisions.next({ ...CORE, title: 'left out' });
  expect(await decisions.next(CORE).hasFailedBefore((title) => title === 'left out')).toBe(false);
});

test('what comes behind in the file is not waited for', async () => {
  const decisions = new Decisions();
  const check = decisions.next(CORE);
  decisions.next(CORE);
  expect(await check.hasFailedBefore()).toBe(false);
});
