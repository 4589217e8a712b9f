import { expect, test } from 'vitest';
import { LoadGauge } from './load-gauge.ts';

/** A machine of two cores whose idle time the test decides. */
function machine() {
  const times = { idle: 0, all: 0 };
  let now = 0;
  const gauge = new LoadGauge({ cores: 2, read: () => ({ ...times }), now: () => now });
  const passes = (ms: number, idleShare: number) => {
    now += ms;
    times.all += ms;
    times.idle += ms * idleShare;
  };
  return { gauge, passes };
}

test('one run may begin, however busy the machine is', () => {
  const { gauge, passes } = machine();
  passes(1_000, 0);
  expect([0, 1, 2].map((underWay) => gauge.mayBegin(underWay))).toEqual([true, false, false]);
});

test('more runs begin one after the other while the cores have idle time', () => {
  const { gauge, passes } = machine();
  passes(1_000, 0.6);
  expect(gauge.mayBegin(1)).toBe(true);
  expect(gauge.mayBegin(2)).toBe(false);
  passes(1_000, 0.4);
  expect(gauge.mayBegin(2)).toBe(true);
  passes(1_000, 0.1);
  expect(gauge.mayBegin(3)).toBe(false);
});

test('no more than three for each core are under way, however idle the machine is', () => {
  const { gauge, passes } = machine();
  passes(1_000, 1);
  expect(gauge.mayBegin(6)).toBe(false);
});
