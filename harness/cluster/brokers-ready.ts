import { BrokerConnection } from '../broker/connection.ts';
import { eventually, NeverHappenedError, StopAskingError } from '../broker/eventually.ts';
import { type BrokerInfo, describeCluster } from '../broker/metadata.ts';

interface Waiting {
  /** Those that must answer; the others may be dead. */
  ids: readonly number[];
  withinMs: number;
  /** Throws where a broker can never become ready; its error is the one that is thrown. */
  throwIfDead(): void | Promise<void>;
  /** The error for a broker that did not become ready in time. */
  notReady(id: number, cause: NeverHappenedError): Error | Promise<Error>;
}

/** Resolves once each of these brokers answers Metadata, and names all of them. */
export async function brokersReady(
  brokers: readonly BrokerInfo[],
  { ids, withinMs, throwIfDead, notReady }: Waiting,
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      using connection = new BrokerConnection(brokers.find((broker) => broker.id === id)!);
      const seesAll = async () => {
        try {
          await throwIfDead();
        } catch (dead) {
          throw new StopAskingError(dead);
        }
        const known = (await describeCluster(connection, { timeoutMs: 1_000 })).brokers.map((broker) => broker.id);
        return ids.every((wanted) => known.includes(wanted));
      };
      await eventually(`broker ${id} answers`, seesAll, { withinMs, everyMs: 15 }).catch(async (error: unknown) => {
        await throwIfDead();
        if (error instanceof NeverHappenedError) throw await notReady(id, error);
        throw error;
      });
    }),
  );
}
