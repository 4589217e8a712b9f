import type { EncodedError } from '../learner-host/messages.ts';
import { placeIn } from './place-in.ts';

/** What the learner's code threw, as it was there. */
export class LearnerError extends Error {
  override readonly name: string;
  /** Kafka's name of the error, as kafkajs gives it. */
  readonly type: string | undefined;
  readonly code: string | number | undefined;
  override readonly cause: LearnerError | undefined;
  readonly learnerStack: string;

  constructor(error: EncodedError) {
    super(error.message);
    this.name = error.name;
    this.type = error.type;
    this.code = error.code;
    this.cause = error.cause && new LearnerError(error.cause);
    this.learnerStack = error.stack;
  }

  /** The broker's own word for what happened, wherever in the chain of causes a client put it. */
  get kafkaCode(): string | undefined {
    for (let error: LearnerError | undefined = this; error; error = error.cause) {
      if (error.type && error.type !== 'UNKNOWN') return error.type;
    }
    return undefined;
  }
}

/** An error in one line: its name, the first line of its message, and where in the learner's files it was made. */
export function describeError({ name, message, stack }: EncodedError): string {
  return `${name}: ${message.split('\n')[0]}${placeIn(stack)}`;
}
