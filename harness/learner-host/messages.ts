/** What the test and the learner process say to each other over IPC (serialization: advanced). */
export type ToLearner =
  | { type: 'call'; id: number; file: string; name: string; arguments: unknown[] }
  | { type: 'callFunction'; id: number; functionId: number; arguments: unknown[] }
  | { type: 'effectDone'; id: number; value: unknown }
  | { type: 'effectFailed'; id: number; message: string }
  | { type: 'ping'; id: number }
  /** From now on the process ends by itself once it has nothing left to do. */
  | { type: 'release' };

export type FromLearner =
  | { type: 'ready' }
  | { type: 'returned'; id: number; value: unknown }
  | { type: 'threw'; id: number; error: EncodedError }
  | { type: 'missingExport'; id: number; name: string; exports: string[] }
  | { type: 'notLoaded'; id: number; error: EncodedError }
  | { type: 'pong'; id: number }
  | { type: 'todo'; text: string; stack: string }
  | { type: 'uncaught'; error: EncodedError; origin: string }
  /** A client library logged something; with the stack of an error where it is about one. */
  | { type: 'log'; text: string; stack?: string }
  /** The code under test acts on the world, and waits for the answer. */
  | { type: 'effect'; id: number; name: string; arguments: unknown[] };

/** An error that crossed a process boundary: enough of it to judge and to show. */
export interface EncodedError {
  name: string;
  message: string;
  stack: string;
  /** Kafka's name of the error where a client gives one: kafkajs puts it in `type`. */
  type?: string;
  code?: string | number;
  retriable?: boolean;
  cause?: EncodedError;
}

/** Stand-ins in arguments and results for what cannot cross as data. */
export type Marker =
  | { $marker: 'kafka'; brokers: string[]; clientId: string; requestTimeoutMs?: number }
  | { $marker: 'effect'; name: string }
  | { $marker: 'function'; functionId: number; name: string };

export function isMarker(value: unknown): value is Marker {
  return typeof value === 'object' && value !== null && '$marker' in value;
}
