import { expect, test } from 'vitest';
import type { Death } from '../cluster/keeper/api.ts';
import { Deaths } from './deaths.ts';

const how = 'was ended by SIGKILL';
const controller: Death = { kind: 'controller', shape: 'three', how };
const broker: Death = { kind: 'broker', shape: 'three', brokerId: 2, how };

test('a broker that died is kept for the check that starts it again; a controller ends the run', () => {
  const deaths = new Deaths('three');
  deaths.hear(broker);
  expect([[...deaths.brokers], deaths.lost]).toEqual([[2], undefined]);
  deaths.hear(controller);
  expect([...deaths.brokers]).toEqual([2]);
  expect(deaths.lost).toBe('the controller of the cluster was ended by SIGKILL, and nobody here asked it to');
});

test('whoever listens is told of each death on this cluster, and of the database’s', () => {
  const deaths = new Deaths('three');
  const told: string[] = [];
  deaths.listeners.add((what) => told.push(what.replace(/ was .*/, '')));
  for (const death of [broker, controller, { ...broker, shape: 'one' }, { kind: 'database', how }] as Death[])
    deaths.hear(death);
  expect(told).toEqual(['broker 2', 'the controller of the cluster', 'the database']);
});

test('a new cluster has nobody who died', () => {
  const deaths = new Deaths('three');
  deaths.hear(broker);
  deaths.hear(controller);
  deaths.forget();
  expect([[...deaths.brokers], deaths.lost, deaths.latest]).toEqual([[], undefined, undefined]);
});

test('who had ended before is learnt, and nobody is told: no check was under way', () => {
  const deaths = new Deaths('three');
  const told: string[] = [];
  deaths.listeners.add((what) => told.push(what));
  deaths.learn([broker, controller]);
  expect([...deaths.brokers]).toEqual([2]);
  expect(deaths.lost).toMatch(/^the controller/);
  expect(told).toEqual([]);
});
