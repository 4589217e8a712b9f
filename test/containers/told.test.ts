import { once } from 'node:events';
import net from 'node:net';
import { GenericContainer } from 'testcontainers';
import { afterAll, describe, expect, test } from 'vitest';
import { connectToDaemon } from '../../harness/machine/containers/daemon.ts';
import { ServerContainer } from '../../harness/machine/containers/server-container.ts';
import { homeId } from '../../harness/paths.ts';
import { ContainerHome, docker } from '../support/containers.ts';
import { expectError } from '../support/expect-error.ts';

const home = new ContainerHome();
afterAll(async () => {
  await home.end();
  expect([...(await home.containers()), ...(await home.networks())]).toEqual([]);
});

describe('what a container daemon cannot do is told with what, why and next:', () => {
  const run = (env: Record<string, string>) => home.lab(['00', '--solution', '--json', '--no-keep'], { env });

  test('an image that is not here and cannot be pulled is named', async () => {
    const error = expectError(await run({ KAFKA_LABS_KAFKA_IMAGE: 'kafka-labs/nowhere:8.0.0' }), 'IMAGE_MISSING');
    expect(error.what).toContain('kafka-labs/nowhere:8.0.0');
  });

  test('a broker that does not stay up is told with its last words', async () => {
    const database = process.env.KAFKA_LABS_MYSQL_IMAGE!; // an image that is here, and no Kafka
    const error = expectError(await run({ KAFKA_LABS_KAFKA_IMAGE: database }), 'BROKER_EXITED');
    expect(error.why).toContain('/etc/confluent/docker/run');
    expect(await home.containers()).toEqual([]);
  });
});

test('a container that was made and cannot be started is removed', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as net.AddressInfo;
  const image = process.env.KAFKA_LABS_KAFKA_IMAGE!;
  const container = new GenericContainer(image).withExposedPorts({ container: 9092, host: port });
  const starting = ServerContainer.start(await connectToDaemon(), image, container);
  await expect(starting).rejects.toMatchObject({
    code: 'CONTAINER_NOT_STARTED',
    why: expect.stringContaining(`${port}`),
  });
  expect(await docker('ps', '--all', '--quiet', '--filter', `label=kafka-labs.home=${homeId()}`)).toEqual([]);
  taken.close();
});

test('brokers and the database are published on this machine’s own address only', async () => {
  expect((await home.lab(['08', '--solution', '--task', '1'])).code).toBe(0);
  expect((await home.lab(['up', 'three'])).code).toBe(0);
  const published = await Promise.all((await home.containers()).map((name) => docker('port', name)));
  expect(published.flat()).toHaveLength(5);
  for (const line of published.flat()) expect(line).toMatch(/ -> 127\.0\.0\.1:\d+$/);
});

test('`status` tells where brokers run, and its console commands work', async () => {
  const { stdout } = await home.lab(['status']);
  expect(stdout).toContain('containers, Kafka');
  const commands = stdout.split('\n').filter((line) => line.startsWith('docker exec '));
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const { execSync } = await import('node:child_process');
    expect(() => execSync(command, { stdio: 'pipe' })).not.toThrow();
  }
});

test('`doctor` says that labs can run in containers', async () => {
  const { stdout } = await home.lab(['doctor']);
  expect(stdout).toMatch(/✓ Images +kafka-labs-stand-in/);
  expect(stdout).toContain('Now: containers (as --runtime or KAFKA_LABS_RUNTIME says)');
});
