import { type CheckContext, databaseOf, fail } from '#testing';

/** The server’s number for a statement that its user may not use. */
const NOT_GRANTED = 1142;

/** Fails where a program tried to change what stands in the outbox. */
export function mustBeGranted({ history }: CheckContext): void {
  const refused = databaseOf(history, 'reply').find(({ details }) => details.error?.code === NOT_GRANTED);
  const command =
    refused && databaseOf(history, 'command').find(({ details }) => details.exchange === refused.details.exchange);
  if (refused) fail('outbox-changed', [...(command ? [command] : []), refused]);
}
