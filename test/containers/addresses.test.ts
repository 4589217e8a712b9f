import { afterAll, expect, test } from 'vitest';
import { ContainerHome, docker } from '../support/containers.ts';

const home = new ContainerHome();
afterAll(async () => {
  await home.end();
  expect([...(await home.containers()), ...(await home.networks())]).toEqual([]);
});

async function addresses(): Promise<Record<string, string>> {
  const address = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const lines = await docker('inspect', '--format', `{{.Name}} ${address}`, ...(await home.containers()));
  return Object.fromEntries(lines.map((line) => line.split(' ')));
}

/** By its number in the cluster. */
const place = (address: string): number => Number(address.split('.').at(-1));

// A broker that has looked the other one up before would fetch from the wrong one for as long as it runs.
test('brokers that were dead together come back with their own addresses, whichever is started first', async () => {
  expect((await home.lab(['up', 'three'])).code).toBe(0);
  const before = await addresses();
  const brokers = Object.entries(before).filter(([name]) => name.includes('broker'));
  expect(new Set(Object.values(before)).size).toBe(4);
  const [last, first] = brokers.toSorted(([, one], [, other]) => place(other) - place(one)).map(([name]) => name);
  await docker('kill', first!, last!);
  for (const name of [last!, first!]) await docker('start', name);
  expect(await addresses()).toEqual(before);
});
