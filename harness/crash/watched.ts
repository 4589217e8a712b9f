import type { WireDetails } from '../history/events.ts';
import { Progress } from './progress.ts';
import { inFakeTime } from './simulated-stage.ts';
import { orders, SimulatedSubject } from './simulation.ts';
import { answer } from './successor.ts';
import { Watch } from './watch.ts';

const ground = orders();
const { topic } = ground;
/** Long enough for six quiet ticks, and too short for two times as many. */
export const WITHIN_MS = 200;

/** For unit tests: a process that has worked all off, in `except` not quite, and its watch. */
export function watched({
  position = [2, 1],
  done = ['a', 'b', 'c'],
  askWorld = undefined as (() => Promise<ReadonlySet<string>>) | undefined,
} = {}) {
  const subject = new SimulatedSubject();
  const progress = new Progress(ground, askWorld);
  const watch = new Watch(subject, ground, progress, (effect) => answer({}, ground, progress, effect));
  const see = (details: Partial<WireDetails>) => {
    const wire = { kind: 'request', process: 'worker', exchange: 1, connection: 1, broker: 1, clientId: null } as const;
    subject.wire.pass({ ...wire, api: 'OffsetCommit', version: 1, ...details });
  };
  for (const subject of done) progress.done.add(subject);
  for (const [partition, offset] of position.entries())
    see({ api: 'Fetch', partitions: [{ topic, partition, offset }] });
  const caughtUp = () => inFakeTime(watch.caughtUp(WITHIN_MS));
  return { subject, progress, watch, see, caughtUp };
}
