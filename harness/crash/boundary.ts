import type { ApiName } from '../protocol/names.ts';

/** A moment at which a learner process can be killed. `n` counts from 1. */
export type Boundary =
  /** The process acts on the world: before it happened, or after, and the process has not heard of it. */
  | { kind: 'effect'; n: number; side: Side }
  /** A request: before the broker has it, or after the broker's answer and before the process has that. */
  | { kind: 'request'; api: ApiName; n: number; side: Side }
  /** A command to the database that is owed a reply, counted over all connections: before the server has it, or after the
   * whole reply and before the process has any of that. `verb` is what it was in the calm run. */
  | { kind: 'command'; verb: string; n: number; side: Side }
  /** From the n-th effect on nothing is answered: a program that does not await its work runs on, and shows it. */
  | { kind: 'stall'; n: number }
  /** Everything is done, and the process waits for more. */
  | { kind: 'idle' };

export type Side = 'before' | 'after';

/** Requests by which a client changes something on a broker that outlives it. */
export const BOUNDARY_APIS: readonly ApiName[] = [
  'OffsetCommit',
  'Produce',
  'InitProducerId',
  'AddPartitionsToTxn',
  'AddOffsetsToTxn',
  'TxnOffsetCommit',
  'EndTxn',
] as const;

/** What a run without faults did: the number of effects, that of requests by API, and the verbs of database commands. */
export interface Census {
  effects: number;
  requests: ReadonlyMap<ApiName, number>;
  commands: readonly string[];
}

/** All boundaries of a program, in the order in which they are tried: effects, requests, commands, stalls, idle. */
export function boundariesOf({ effects, requests, commands }: Census): Boundary[] {
  const both = (count: number, at: (n: number, side: Side) => Boundary): Boundary[] =>
    upTo(count).flatMap((n) => [at(n, 'before'), at(n, 'after')]);
  return [
    ...both(effects, (n, side) => ({ kind: 'effect', n, side })),
    ...[...requests].flatMap(([api, count]) => both(count, (n, side) => ({ kind: 'request', api, n, side }))),
    ...both(commands.length, (n, side) => ({ kind: 'command', verb: commands[n - 1]!, n, side })),
    ...upTo(effects).map((n): Boundary => ({ kind: 'stall', n })),
    { kind: 'idle' },
  ];
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A boundary in words, as the continuation of “killed the worker …”; `effect` is what the effect is called. */
export function tellBoundary(boundary: Boundary, effect: string): string {
  switch (boundary.kind) {
    case 'effect':
      return boundary.side === 'before'
        ? `before its ${nth(boundary.n)} ${effect} happened`
        : `after its ${nth(boundary.n)} ${effect}, before it heard of it`;
    case 'request':
      return boundary.side === 'before'
        ? `before its ${nth(boundary.n)} ${boundary.api} reached the broker`
        : `after its ${nth(boundary.n)} ${boundary.api}, before it heard the answer`;
    case 'command': {
      const command = `its ${nth(boundary.n)} database command (${boundary.verb})`;
      return boundary.side === 'before'
        ? `before ${command} reached the server`
        : `after ${command}, before it heard the answer`;
    }
    case 'stall':
      return `while its ${nth(boundary.n)} ${effect} was under way`;
    case 'idle':
      return 'when it had nothing left to do';
  }
}

/** A number of the row: 1st, 2nd, 11th. */
export function nth(n: number): string {
  const rest = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][rest] ?? 'th'}`;
}
