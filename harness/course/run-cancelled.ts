import { BroadcastChannel } from 'node:worker_threads';

/** A run that was given up because something newer is to be judged; there is no verdict. */
export class RunCancelledError extends Error {
  override readonly name = 'RunCancelledError';

  constructor() {
    super('the run was given up');
  }
}

/** Where a run's tests are told that nobody waits for them any more: they live in a thread of the command that began it. */
export const cancelChannel = (runId: string): BroadcastChannel => new BroadcastChannel(`kafka-labs cancel ${runId}`);
