import type { Message, Value } from '../protocol/types.ts';

export interface Address {
  host: string;
  port: number;
}

/** Every object in an answer that says where a broker is, wherever it sits. */
export function addressesIn(value: Value): (Message & Address)[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  const here = typeof value.host === 'string' && typeof value.port === 'number' && value.port > 0;
  const below = Object.values(value).flatMap(addressesIn);
  return here ? [value as Message & Address, ...below] : below;
}
