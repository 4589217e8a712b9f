import type { Order } from './order.ts';

/** What a packer of the second task is given. */
export interface StaticPackerOptions {
  /** Addresses of brokers, `host:port` each. */
  bootstrapBrokers: string[];
  topic: string;
  groupId: string;
  /** This packer's place in the hall, such as `packer-1`. No other packer has it, and it stays over restarts. */
  name: string;
  /** Packs one order. */
  pack(order: Order): Promise<void>;
  /** A deployment stops a packer and starts it again; no restart takes longer; in milliseconds. */
  restartTakesMs: number;
  /** A packer that is away for so long does not come back: others must have its partitions by then; in milliseconds. */
  replaceAfterMs: number;
}

/** Kafka's name of the error with which a broker refused a request, such as `UNKNOWN_MEMBER_ID`; undefined where no broker did. */
export function refusalIn(error: unknown): string | undefined {
  const { apiId, errors = [] } = (error ?? {}) as { apiId?: string; errors?: unknown[] };
  return apiId ?? errors.map(refusalIn).find((name) => name !== undefined);
}
