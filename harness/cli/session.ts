import { connectToKeeper } from '../cluster/keeper/connect.ts';
import type { Peer } from '../cluster/keeper/peer.ts';
import type { VitestSession } from '../run/vitest-session.ts';

export interface SessionOptions {
  runtime?: string | undefined;
  /** Addresses of brokers that somebody else runs. */
  bootstrap?: string;
  /** False for --no-keep. */
  keep?: boolean;
}

/** The keeper and Vitest, both being opened at once: neither waits for the other. */
export interface Session extends AsyncDisposable {
  keeper: Peer;
  vitest: Promise<VitestSession>;
}

/** Opens what runs need. Throws RUNTIME_UNKNOWN, or whatever keeps the keeper from starting. */
export async function openSession({ runtime, bootstrap, keep = true }: SessionOptions): Promise<Session> {
  if (bootstrap !== undefined) process.env.KAFKA_LABS_BOOTSTRAP = bootstrap;
  if (runtime !== undefined) process.env.KAFKA_LABS_RUNTIME = runtime;
  if (!keep) process.env.KAFKA_LABS_KEEP = '0';
  const keeperOpening = connectToKeeper();
  const vitest = import('../run/vitest-session.ts').then(({ VitestSession }) => VitestSession.open());
  vitest.catch(() => {}); // whoever awaits it hears of it
  const keeper = await keeperOpening;
  return {
    keeper,
    vitest,
    [Symbol.asyncDispose]: async () => {
      await vitest.then((session) => session[Symbol.asyncDispose]()).catch(() => {});
      if (!keep) await keeper.call('shutdown', { force: true }).catch(() => {});
      keeper.close();
    },
  };
}
