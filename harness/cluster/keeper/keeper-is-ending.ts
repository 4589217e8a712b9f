import { HarnessError } from '../../errors.ts';

/** A run that began before the keeper was told to end asks for something that it does not start any more. */
export function keeperIsEnding(): HarnessError {
  return new HarnessError({
    code: 'KEEPER_LOST',
    what: 'The keeper, which owns the running cluster, is ending.',
    why: 'It was asked to end while this run was under way, by `npm run lab -- down` or by a signal.',
    next: 'Run the command again; it starts a new one.',
  });
}
