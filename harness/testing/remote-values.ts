import { ACCOUNTS } from '../database/database.ts';
import { isMarker, type Marker } from '../learner-host/messages.ts';
import type { BrokersMarker, DatabaseMarker } from './markers.ts';

/** A function of the learner's that the test can call. */
export type RemoteFunction = (...args: unknown[]) => Promise<unknown>;

/** A value that came from the learner process, with functions in place of their markers. */
export function revive(value: unknown, makeFunction: (functionId: number, name: string) => RemoteFunction): unknown {
  return mapped(value, (marker) =>
    marker.$marker === 'function' ? makeFunction(marker.functionId, marker.name) : marker,
  );
}

/** The ways of a learner process into the world; the one to a database may throw where there is none. */
export interface Ways {
  readonly lane: { readonly addresses: readonly string[] };
  readonly databaseLane: { readonly port: number };
}

/** A value that goes to the learner process, its clients of brokers and databases led through its own lanes. */
export function withAddresses(value: unknown, ways: Ways): unknown {
  return mapped(value, (marker) => {
    switch (marker.$marker) {
      case 'kafka':
        return { ...marker, brokers: [...ways.lane.addresses] };
      case 'brokers':
        return [...ways.lane.addresses];
      case 'database':
        return {
          host: '127.0.0.1',
          port: ways.databaseLane.port,
          ...ACCOUNTS[marker.as],
          database: marker.schema,
        };
      default:
        return marker;
    }
  });
}

function mapped(value: unknown, replace: (marker: Marker | DatabaseMarker | BrokersMarker) => unknown): unknown {
  if (isMarker(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, replace));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner, replace)]));
  return value;
}
