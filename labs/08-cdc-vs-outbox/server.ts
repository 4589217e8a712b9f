import { type CheckContext, databaseOf, eventually, type HistoryEvent } from '#testing';
import type { EventGround } from './grounds.ts';
import { fail } from './judging.ts';

/** The server’s numbers: a statement that its user may not use, and what a trigger says. */
const NOT_GRANTED = 1142;
const SIGNALLED = 1644;

const replyWith = ({ history }: Pick<CheckContext, 'history'>, code: number) =>
  databaseOf(history, 'reply').find(({ details }) => details.error?.code === code);

/** Fails where a program tried to change what stands in the outbox. */
export function mustBeGranted(context: CheckContext): void {
  const refused = replyWith(context, NOT_GRANTED);
  if (!refused) return;
  const commands = databaseOf(context.history, 'command');
  const command = commands.find(({ details }) => details.exchange === refused.details.exchange);
  fail('outbox-changed', [...(command ? [command] : []), refused]);
}

/** The reply in which a trigger refused a row, or undefined. */
export const triggered = (context: Pick<CheckContext, 'history'>): HistoryEvent | undefined =>
  replyWith(context, SIGNALLED);

/** Waits until the server has ended the sessions of programs that were killed, and with them what was not committed. */
export async function sessionsEnded({ schema }: Pick<EventGround, 'schema'>, withinMs: number): Promise<void> {
  const areGone = async () => (await schema.sessions()).length === 0;
  await eventually('the server has ended its session', areGone, { withinMs });
}
