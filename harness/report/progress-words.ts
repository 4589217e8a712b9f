import type { Lab } from '../course/labs.ts';
import type { LabProgress } from '../course/progress.ts';
import { duration } from './style.ts';

/** How far a learner is in a lab, in words; undefined where nothing was tried. */
export function progressWords({ tasks }: Pick<Lab, 'tasks'>, progress: LabProgress | undefined): string | undefined {
  if (!progress) return undefined;
  const { passedAt, bestMs, attempts, tasksPassed = [] } = progress;
  if (passedAt) return `passed ${passedAt.slice(0, 10)}${bestMs ? `, best ${duration(bestMs)}` : ''}`;
  if (tasksPassed.length > 0) return `${tasksPassed.length} of ${tasks.length} tasks passed`;
  return attempts > 0 ? 'begun' : undefined;
}
