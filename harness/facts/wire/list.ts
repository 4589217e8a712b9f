import type { Message, Value } from '../../protocol/types.ts';

/** The messages of a list; none where a message has no such field in this version. */
export const list = (value: Value | undefined): Message[] => (Array.isArray(value) ? (value as Message[]) : []);
