import type { ApiName } from '../protocol/names.ts';

/** One thing that happened in a run, as a person would tell it, and what programs need to know of it. */
export interface HistoryEvent {
  /** Its place in the order of the check: the first event is 1. */
  n: number;
  /** Milliseconds since the check began. */
  atMs: number;
  /** Who did it: `you` or `worker` (the code under test), `broker 2`, `harness`. */
  actor: string;
  text: string;
  /** The part of the check that it belongs to, such as one crash point; none where the check is one story. */
  scene?: string;
  details: EventDetails;
}

export type EventDetails =
  | { kind: 'note' }
  | FaultDetails
  | { kind: 'start'; process: string }
  /** `how`: “ended with code 0”; the signal, where one ended it. */
  | { kind: 'exit'; process: string; how: string; code: number | null; signal: string | null }
  /** An error that left a handler ended the consumer, not the process. */
  | { kind: 'crash'; process: string; error: string }
  /** The program came to a decision of the stub: its number, and what it asks; `place`: “ (worker.ts:12)”. */
  | { kind: 'decision'; number: number | undefined; ask: string; place: string }
  /** A call of the harness into the program threw what it should not have thrown. */
  | { kind: 'threw'; name: string; message: string; place: string }
  /** A call of the harness into the program has settled; `error`: Kafka's code, or the error's name. */
  | { kind: 'call'; call: string; outcome: 'resolved'; value?: string }
  | { kind: 'call'; call: string; outcome: 'rejected'; error: string }
  | EffectDetails
  | WireDetails
  | DatabaseDetails
  /** What a group's committed offsets are, asked of the broker directly. */
  | { kind: 'offsets'; group: string; offsets: PartitionFacts[] };

/** The harness broke something, or made a learner process die. A check that breaks something by itself says in words what. */
export type FaultDetails =
  | { kind: 'fault'; did?: undefined }
  /** What was done to a broker or to a learner process. */
  | { kind: 'fault'; did: 'killed' | 'stopped' | 'started' | 'wiped' | 'froze' | 'woke'; broker: number }
  | { kind: 'fault'; did: 'froze' | 'woke'; process: string }
  /** At one of a program's boundaries; `moment` is that in words. */
  | { kind: 'fault'; did: 'killed-at'; moment: string }
  | { kind: 'fault'; did: 'signalled-at'; signal: string; moment: string }
  | { kind: 'fault'; did: 'killed-since-it-lived-on' };

/** The code under test acts on the world. `asked`: it began; `done` and `failed`: it was told so; `unanswered`: it never was. */
export interface EffectDetails {
  kind: 'effect';
  process: string;
  name: string;
  phase: 'asked' | 'done' | 'failed' | 'unanswered';
  /** Counts the calls of one process from 1. */
  call: number;
  /** What the call was about, such as an order's id. */
  subject: string;
  /** With what it failed. */
  error?: string;
}

/** A request or an answer that passed the tap. */
export interface WireDetails extends WireFacts {
  kind: 'request' | 'answer';
  /** The learner process whose lane it passed. */
  process: string;
  /** The same number for a request and its answer. */
  exchange: number;
  /** Counts the connections of the lane from 1. */
  connection: number;
  /** The node id, where the lane knows it. */
  broker: number | undefined;
  clientId: string | null;
  api: ApiName;
  version: number;
  /** The tap gave this answer; no broker did. */
  injected?: true;
}

/** A command to a database, or its whole reply, that passed the tap. */
export interface DatabaseDetails {
  kind: 'command' | 'reply';
  /** The learner process whose lane it passed. */
  process: string;
  /** The same number for a command and its reply; counts the commands of the lane from 1. */
  exchange: number;
  /** Counts the connections of the lane from 1. */
  connection: number;
  /** What is asked for, in capitals: the first word of the SQL, or the name of a command without SQL, such as `PING`. */
  verb: string;
  /** The first 200 characters; of a prepared statement's execution, those of the statement. Empty where there is none. */
  sql: string;
  /** A command that is owed no reply, such as `QUIT`. */
  silent?: true;
  /** Of a reply: the rows that were affected and those that were returned, of all its results together. */
  rows?: number;
  /** Of a reply: why it failed, with the server's number for it (1062 is a duplicate key). */
  error?: DatabaseError;
}

export interface DatabaseError {
  code: number;
  message: string;
}

/** The fields that matter, under the same names whatever the API and its version. */
export interface WireFacts {
  group?: string;
  member?: string;
  generation?: number;
  /** Of a static member: the id that it keeps over restarts (KIP-345). */
  instance?: string;
  acks?: number;
  transactionalId?: string;
  /** Of EndTxn: whether the transaction is committed or aborted. */
  committed?: boolean;
  /** Of Produce, Fetch, commits, offset reads and assignments, one each. */
  partitions?: PartitionFacts[];
  /** Kafka's names of all errors in an answer. */
  errors?: string[];
}

/** A record that a program is to work off; `subject` is what its effect on it is about, such as an order's id. */
export interface ExpectedRecord {
  subject: string;
  topic: string;
  partition: number;
  offset: number;
}

export interface PartitionFacts {
  topic: string;
  partition: number;
  /** Fetched from, committed, or given to the first record; −1 where there is none. */
  offset?: number;
  records?: number;
  error?: string;
}
