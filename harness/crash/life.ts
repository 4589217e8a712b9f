import type { History } from '../history/history.ts';
import type { Ground } from './ground.ts';
import type { Stage, Subject } from './subject.ts';

/** Runs `body` while the process lives. Rejects with what ended the process, or with what its own start threw. */
export async function whileAlive<T>(subject: Subject, begun: Promise<unknown>, body: () => Promise<T>): Promise<T> {
  const failedToBegin = new Promise<never>((_, reject) => begun.catch(reject));
  return Promise.race([body(), subject.problem, failedToBegin]);
}

/** Kills the process and closes its connections: what the tap holds never goes out. Its groups forget it. */
export async function end(
  stage: Pick<Stage, 'leave'>,
  subject: Subject,
  { group, otherGroups = [] }: Ground,
  history: History,
): Promise<void> {
  await subject.kill();
  await Promise.all([subject.lane.close(), subject.databaseLane?.close()]);
  const members = membersIn(history);
  await Promise.all([group, ...otherGroups].map((each) => stage.leave(each, members)));
}

/** The ids of all members of groups that a history tells of. */
export function membersIn(history: History): string[] {
  const members = history.events.flatMap(({ details }) =>
    (details.kind === 'answer' && details.api === 'JoinGroup') ||
    (details.kind === 'request' && details.api === 'ConsumerGroupHeartbeat')
      ? (details.member ?? [])
      : [],
  );
  return [...new Set(members)];
}
