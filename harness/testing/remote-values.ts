import { isMarker, type Marker } from '../learner-host/messages.ts';

/** A function of the learner's that the test can call. */
export type RemoteFunction = (...args: unknown[]) => Promise<unknown>;

/** A value that came from the learner process, with functions in place of their markers. */
export function revive(value: unknown, makeFunction: (functionId: number, name: string) => RemoteFunction): unknown {
  return mapped(value, (marker) =>
    marker.$marker === 'function' ? makeFunction(marker.functionId, marker.name) : marker,
  );
}

/** A value that goes to the learner process, its Kafka clients connected to these addresses. */
export function withBrokers(value: unknown, addresses: readonly string[]): unknown {
  return mapped(value, (marker) => (marker.$marker === 'kafka' ? { ...marker, brokers: [...addresses] } : marker));
}

function mapped(value: unknown, replace: (marker: Marker) => unknown): unknown {
  if (isMarker(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, replace));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner, replace)]));
  return value;
}
