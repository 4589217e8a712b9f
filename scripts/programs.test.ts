import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Programs } from './programs.ts';

const FOR_EVER = ['-e', 'setInterval(() => {}, 1000)'];

test('a program that is killed has ended when that resolves; one that has ended already is no error', async () => {
  const programs = new Programs();
  const child = programs.start(process.execPath, FOR_EVER);
  await programs.kill(child);
  expect(child.signalCode).toBe('SIGKILL');
  await programs.kill(child);
});

test('no program outlives the end of all', async () => {
  const programs = new Programs();
  const children = [1, 2].map(() => programs.start(process.execPath, FOR_EVER));
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  programs.killAll();
  await ended;
  expect(children.map(({ signalCode }) => signalCode)).toEqual(['SIGKILL', 'SIGKILL']);
});
