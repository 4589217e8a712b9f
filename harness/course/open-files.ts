import type { Lab } from './labs.ts';
import { type Progress, progressOf } from './progress.ts';
import { filesOfTasks } from './variants.ts';

/** The learner files whose solution is open: all tasks that a file serves are passed. */
export function openFiles(lab: Lab, progress: Progress): string[] {
  const passed = progressOf(progress, lab.name)?.tasksPassed ?? [];
  const byTask = filesOfTasks(lab);
  return lab.files.filter((file) => {
    const tasks = lab.tasks.map((_, index) => index + 1).filter((task) => byTask[task - 1]?.includes(file) ?? true);
    return tasks.every((task) => passed.includes(task));
  });
}
