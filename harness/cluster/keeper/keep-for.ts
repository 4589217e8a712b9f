import { HarnessError } from '../../errors.ts';

const DEFAULT_MINUTES = 15;

/** KAFKA_LABS_KEEP, in minutes, as milliseconds. 0 keeps the cluster just as long as the command. */
export function keepForMs(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_MINUTES * 60_000;
  const minutes = Number(text);
  if (Number.isFinite(minutes) && minutes >= 0 && minutes <= 24 * 60) return minutes * 60_000;
  throw new HarnessError({
    code: 'WRONG_USAGE',
    what: `KAFKA_LABS_KEEP is “${text}”.`,
    why: 'It is the number of minutes that the cluster stays up after the last command: 0 to 1440.',
    next: 'Set it to a number such as 15, or unset it.',
  });
}
