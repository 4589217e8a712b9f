import type { EncodedError, Marker } from './messages.ts';

const MAX_DEPTH = 5;

/**
 * Makes a value fit to cross to the test: functions (methods of classes too) become markers that the test can call, data
 * stays data, and what nests deeper than anybody asks for is left out.
 */
export function encode(value: unknown, register: (fn: (...args: unknown[]) => unknown) => number, depth = 0): unknown {
  if (typeof value === 'function') {
    const marker: Marker = { $marker: 'function', functionId: register(value as () => unknown), name: value.name };
    return marker;
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? String(value) : value;
  if (value instanceof Error) return encodeError(value);
  if (isPlainData(value)) return value;
  if (depth >= MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((item) => encode(item, register, depth + 1));
  const encoded: Record<string, unknown> = {};
  for (const name of propertyNames(value)) {
    const property = Reflect.get(value, name);
    encoded[name] = encode(typeof property === 'function' ? bound(property, value) : property, register, depth + 1);
  }
  return encoded;
}

/** Anything may be thrown: no error at all, an error whose message is an object, one that throws when it is looked at. */
export function encodeError(thrown: unknown, depth = 0): EncodedError {
  try {
    if (!(thrown instanceof Error)) return { name: 'thrown value', message: String(thrown), stack: '' };
    const { name, message, stack, type, code, retriable, cause } = thrown as Error & Partial<EncodedError>;
    return {
      name: String(name),
      message: String(message),
      stack: typeof stack === 'string' ? stack : '',
      ...(typeof type === 'string' ? { type } : {}),
      ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
      ...(typeof retriable === 'boolean' ? { retriable } : {}),
      ...(cause !== undefined && depth < MAX_DEPTH ? { cause: encodeError(cause, depth + 1) } : {}),
    };
  } catch {
    return { name: 'thrown value', message: 'something that cannot be turned into text', stack: '' };
  }
}

function isPlainData(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Date || value instanceof Map || value instanceof Set;
}

/** Own properties and the methods of its classes: a learner may return an object literal or an instance alike. */
function propertyNames(value: object): Set<string> {
  const names = new Set(Object.keys(value));
  for (
    let level = Object.getPrototypeOf(value);
    level && level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  )
    for (const [name, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof method === 'function' && name !== 'constructor') names.add(name);
  return names;
}

function bound(method: (...args: unknown[]) => unknown, owner: object) {
  return Object.defineProperty((...args: unknown[]) => method.apply(owner, args), 'name', { value: method.name });
}
