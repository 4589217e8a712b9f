import { LearnerError } from './learner-error.ts';
import { pause } from './pause.ts';
import type { TestTopic } from './test-topic.ts';
import { inconclusive } from './verdicts.ts';

const NOT_HEARD_OF_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** A cold broker of a busy machine took over a second. Only a program whose topic nobody made waits for all of it. */
const HEARD_WITHIN_MS = 5_000;

/**
 * Waits for a call of the learner's program that creates a topic. The controller answers before each broker has heard of the
 * topic; kafkajs's `createTopics` then asks a broker for the new topic's leader, and gives up where that one does not know
 * it yet (its retry is for LEADER_NOT_AVAILABLE only). That is no fault of a program whose topic is there a moment later: the
 * check is inconclusive. Every other error is the program's own.
 */
export async function untilCreated<T>(
  call: Promise<T>,
  topic: Pick<TestTopic, 'partitions'>,
  { withinMs = HEARD_WITHIN_MS } = {},
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const isTooNew = error instanceof LearnerError && NOT_HEARD_OF_YET.has(String(error.kafkaCode));
    if (isTooNew && (await isMade(topic, withinMs)))
      inconclusive(`a broker had not heard of the new topic yet (${error.kafkaCode})`);
    throw error;
  }
}

/** Not `eventually`: under a debugger that waits for ever, and this may never come. */
async function isMade(topic: Pick<TestTopic, 'partitions'>, withinMs: number): Promise<boolean> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; await pause(50))
    if ((await topic.partitions()).length > 0) return true;
  return false;
}
