import { expect, test } from 'vitest';
import { BrokerConnection } from '../../harness/broker/connection.ts';
import { eventually } from '../../harness/broker/eventually.ts';
import { appendRecords } from '../../harness/broker/log.ts';
import { createTopics } from '../../harness/broker/topics.ts';
import { runJava } from '../support/java.ts';
import { testHome } from '../support/test-home.ts';

const home = testHome();

// What lab 03's lesson says of the Java client.
test('Java’s auto commit has no timer: it commits inside poll(), what the poll before it gave', async () => {
  const { stdout: up } = await home.lab(['up', 'one']);
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(up)!;
  using broker = new BrokerConnection({ host: '127.0.0.1', port: Number(port) });
  await createTopics(broker, [{ name: 'orders' }]);
  const records = ['order-1', 'order-2', 'order-3', 'order-4'].map((value) => ({ value }));
  await eventually('the orders are stored', async () => (await appendRecords(broker, 'orders', 0, records)) === 0n);
  expect(await runJava('AutoCommit', `127.0.0.1:${port}`, 'orders', 'payments')).toEqual([
    'first poll: [0, 1]',
    // Offset 0 where a busy machine let the first poll end without a record: the next one has committed that.
    expect.stringMatching(/^2 s later: committed (nothing|0)$/),
    'second poll: [2, 3]',
    'after it: committed 2',
  ]);
});
