import { expect, test } from 'vitest';
import { fakeLab } from './fake-lab.ts';
import { openFiles } from './open-files.ts';

const passed = (...tasksPassed: number[]) => ({ '07-fake': { attempts: 1, hintsShown: {}, tasksPassed } });
const twoTasks = async () => ({ ...(await fakeLab(['worker.ts', 'outbox.ts'], {})), tasks: ['work', 'tell'] });

test('the solution of a file is open once the file’s task is passed', async () => {
  const lab = await twoTasks();
  expect(openFiles(lab, {})).toEqual([]);
  expect(openFiles(lab, passed(2))).toEqual(['outbox.ts']);
  expect(openFiles(lab, passed(1, 2))).toEqual(['worker.ts', 'outbox.ts']);
});

test('the solution of a file that several tasks share is open once all of them are passed', async () => {
  const lab = { ...(await twoTasks()), files: ['worker.ts'] };
  expect(openFiles(lab, passed(1))).toEqual([]);
  expect(openFiles(lab, passed(1, 2))).toEqual(['worker.ts']);
});
