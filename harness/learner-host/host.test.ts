import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FromLearner, ToLearner } from './messages.ts';

const hostFile = fileURLToPath(new URL('./host.ts', import.meta.url));
const charge = { $marker: 'effect', name: 'charge' };

/** What a learner may do with a function that acts on the world. */
const program = `
export const one = async ({ charge }) => 'charged: ' + await charge({ id: 'order-1' }, 500);
export const caught = async ({ charge }) => {
  const error = await charge('order-1').catch((thrown) => thrown);
  return [error instanceof Error, error.name, error.message];
};
export const thrown = async ({ charge }) => { await charge('order-1'); };
export const both = async ({ charge }) => Promise.all([charge('order-1'), charge('order-2')]);
export const nested = async (list) => list[0].deep.charge.name;
export const callback = async ({ charge }) => charge('order-1', () => 7);
export const forgotten = ({ charge }) => { charge('order-1'); };
`;

/** Node takes half a second to begin on an idle machine. */
const BEGINS_WITHIN_MS = 20_000;

/** The host as a process of its own, and what it says. */
class Host {
  readonly child: ChildProcess;
  readonly #heard: FromLearner[] = [];
  readonly #folder: string;
  #tell = () => {};

  private constructor(folder: string) {
    this.#folder = folder;
    this.child = fork(hostFile, { execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: 'pipe' });
    this.child.on('message', (message: FromLearner) => {
      this.#heard.push(message);
      this.#tell();
    });
  }

  static async start(): Promise<Host> {
    const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-unit-'));
    await writeFile(join(folder, 'worker.mjs'), program);
    const host = new Host(folder);
    await host.next('ready');
    return host;
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await rm(this.#folder, { recursive: true });
  }

  say(message: ToLearner): void {
    this.child.send(message);
  }

  call(name: string, ...args: unknown[]): void {
    this.say({ type: 'call', id: 1, file: join(this.#folder, 'worker.mjs'), name, arguments: args });
  }

  /** The next thing that it says; it is to be of that kind. */
  async next<T extends FromLearner['type']>(type: T): Promise<FromLearner & { type: T }> {
    while (this.#heard.length === 0)
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    const message = this.#heard.shift()!;
    expect(message).toMatchObject({ type });
    return message as FromLearner & { type: T };
  }
}

let host: Host;
beforeAll(async () => {
  host = await Host.start();
}, BEGINS_WITHIN_MS);
afterAll(() => host.end());

describe('an effect in a learner’s hands', () => {
  test('is told with its arguments, and resolves with what the test says', async () => {
    host.call('one', { charge });
    const { id, name, arguments: args } = await host.next('effect');
    expect([name, args]).toEqual(['charge', [{ id: 'order-1' }, 500]]);
    host.say({ type: 'effectDone', id, value: 'receipt' });
    expect(await host.next('returned')).toEqual({ type: 'returned', id: 1, value: 'charged: receipt' });
  });

  test('rejects with an Error when the test says that it failed', async () => {
    host.call('caught', { charge });
    host.say({ type: 'effectFailed', id: (await host.next('effect')).id, message: 'no money' });
    expect((await host.next('returned')).value).toEqual([true, 'Error', 'no money']);
    host.call('thrown', { charge });
    host.say({ type: 'effectFailed', id: (await host.next('effect')).id, message: 'no money' });
    expect((await host.next('threw')).error).toMatchObject({ name: 'Error', message: 'no money' });
  });

  test('is answered by its number, in any order, and once', async () => {
    host.call('both', { charge });
    const [first, second] = [await host.next('effect'), await host.next('effect')];
    expect(first.id).not.toBe(second.id);
    host.say({ type: 'effectDone', id: second.id, value: 2 });
    host.say({ type: 'effectFailed', id: second.id, message: 'too late' });
    host.say({ type: 'effectDone', id: 99, value: 'nobody asked' });
    host.say({ type: 'effectDone', id: first.id, value: 1 });
    expect((await host.next('returned')).value).toEqual([1, 2]);
  });

  test('is a function of that name, wherever in the arguments it was', async () => {
    host.call('nested', [{ deep: { charge } }]);
    expect((await host.next('returned')).value).toBe('charge');
  });

  test('may be given functions, which the test can call', async () => {
    host.call('callback', { charge });
    const { id, arguments: args } = await host.next('effect');
    const [, marker] = args as [string, { functionId: number }];
    host.say({ type: 'callFunction', id: 2, functionId: marker.functionId, arguments: [] });
    expect(await host.next('returned')).toEqual({ type: 'returned', id: 2, value: 7 });
    host.say({ type: 'effectDone', id, value: undefined });
    await host.next('returned');
  });

  // The last one: it ends the process.
  test('keeps a process that may end by itself until it is answered', async () => {
    host.call('forgotten', { charge });
    const { id } = await host.next('effect');
    await host.next('returned');
    host.say({ type: 'release' });
    host.say({ type: 'ping', id: 5 });
    await host.next('pong');
    const exited = once(host.child, 'exit');
    host.say({ type: 'effectDone', id, value: undefined });
    expect(await exited).toEqual([0, null]);
  });
});
