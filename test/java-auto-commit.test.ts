import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BrokerConnection } from '../harness/broker/connection.ts';
import { eventually } from '../harness/broker/eventually.ts';
import { appendRecords } from '../harness/broker/log.ts';
import { createTopics } from '../harness/broker/topics.ts';
import { install } from '../harness/cluster/local/installation.ts';
import { testHome } from './support/test-home.ts';

const program = fileURLToPath(new URL('./fixtures/java/AutoCommit.java', import.meta.url));
const home = testHome();

// What lab 03's lesson says of the Java client.
test('Java’s auto commit has no timer: it commits inside poll(), what the poll before it gave', async () => {
  const { stdout: up } = await home.lab(['up', 'one']);
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(up)!;
  using broker = new BrokerConnection({ host: '127.0.0.1', port: Number(port) });
  await createTopics(broker, [{ name: 'orders' }]);
  const records = ['order-1', 'order-2', 'order-3', 'order-4'].map((value) => ({ value }));
  await eventually('the orders are stored', async () => (await appendRecords(broker, 'orders', 0, records)) === 0n);
  const { java, classpath } = await install(() => {});
  const args = ['-cp', classpath, program, `127.0.0.1:${port}`, 'orders', 'payments'];
  const { stdout } = await promisify(execFile)(java.path, args, { timeout: 60_000 });
  expect(stdout.trim().split('\n')).toEqual([
    'first poll: [0, 1]',
    // Offset 0 where a busy machine let the first poll end without a record: the next one has committed that.
    expect.stringMatching(/^2 s later: committed (nothing|0)$/),
    'second poll: [2, 3]',
    'after it: committed 2',
  ]);
});
