import { pathToFileURL } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { encode, encodeError } from './encode.ts';
import { type FromLearner, isMarker, type Marker, type ToLearner } from './messages.ts';

/**
 * The program that a learner process runs: it loads the compiled learner files when they are first called, turns markers
 * into real objects, and tells the test what happens. It must change nothing that a learner's code could notice.
 */
const functions: ((...args: unknown[]) => unknown)[] = [];
const effects = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let effectNumber = 0;
let isReleased = false;

// Taken once: the code under test may replace process.send.
const sendToTest = process.send!.bind(process);
const send = (message: FromLearner): void => {
  if (process.connected) sendToTest(message);
};

process.on('message', (message: ToLearner) => void receive(message));
process.on('disconnect', () => process.exit()); // the test is gone
process.on('uncaughtExceptionMonitor', (error, origin) =>
  send({ type: 'uncaught', error: encodeError(error), origin }),
);
Object.assign(globalThis, {
  [Symbol.for('kafka-labs.todo')]: (error: Error) =>
    send({ type: 'todo', text: error.message, stack: error.stack ?? '' }),
});
send({ type: 'ready' });

async function receive(message: ToLearner): Promise<void> {
  switch (message.type) {
    case 'ping':
      return send({ type: 'pong', id: message.id });
    case 'effectDone':
      return settleEffect(message.id, ({ resolve }) => resolve(message.value));
    case 'effectFailed':
      return settleEffect(message.id, ({ reject }) => reject(new Error(message.message)));
    case 'release':
      isReleased = true;
      if (effects.size === 0) process.channel?.unref();
      return;
    case 'callFunction':
      return answer(message.id, () => functions[message.functionId]!(...message.arguments.map(decode)));
    case 'call': {
      const loaded = await import(pathToFileURL(message.file).href).catch((error: unknown) => {
        send({ type: 'notLoaded', id: message.id, error: encodeError(error) });
      });
      if (!loaded) return;
      const callee = loaded[message.name];
      if (typeof callee !== 'function')
        return send({ type: 'missingExport', id: message.id, name: message.name, exports: Object.keys(loaded) });
      return answer(message.id, () => callee(...message.arguments.map(decode)));
    }
  }
}

async function answer(id: number, call: () => unknown): Promise<void> {
  try {
    const value = await call();
    send({ type: 'returned', id, value: encode(value, (fn) => functions.push(fn) - 1) });
  } catch (error) {
    send({ type: 'threw', id, error: encodeError(error) });
  }
}

function decode(value: unknown): unknown {
  if (isMarker(value)) return resolveMarker(value);
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, decode(inner)]));
  return value;
}

function resolveMarker(marker: Marker): unknown {
  if (marker.$marker === 'function') return functions[marker.functionId];
  if (marker.$marker === 'effect') return effect(marker.name);
  const { brokers, clientId, requestTimeoutMs } = marker;
  return new Kafka({
    brokers,
    clientId,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeout: requestTimeoutMs }),
    logLevel: logLevel.INFO,
    logCreator: () => logLine,
  });
}

interface LogEntry {
  namespace: string;
  label: string;
  log: { message: string; stack?: unknown };
}

function logLine({ namespace, label, log: { message, stack } }: LogEntry): void {
  const text = `kafkajs ${label} ${namespace ? `[${namespace}] ` : ''}${message}`;
  send({ type: 'log', text, ...(typeof stack === 'string' ? { stack } : {}) });
}

/** A function that acts on the world: the test is told, and its promise settles when the test says how it went. */
function effect(name: string): (...args: unknown[]) => Promise<unknown> {
  const act = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = ++effectNumber;
      effects.set(id, { resolve, reject });
      process.channel?.ref(); // the process must not end while the world has not answered
      send({ type: 'effect', id, name, arguments: args.map((arg) => encode(arg, (fn) => functions.push(fn) - 1)) });
    });
  return Object.defineProperty(act, 'name', { value: name });
}

function settleEffect(
  id: number,
  settle: (effect: { resolve(value: unknown): void; reject(error: Error): void }) => void,
) {
  const pending = effects.get(id);
  effects.delete(id);
  if (isReleased && effects.size === 0) process.channel?.unref();
  if (pending) settle(pending);
}
