import { randomBytes } from 'node:crypto';
import { homeId } from '../../paths.ts';
import { type Daemon, hostOf } from './daemon.ts';
import { ownLabels, remove } from './ownership.ts';

/** A network of a cluster's or a database's own. */
export interface Network {
  name: string;
  dispose(): Promise<void>;
}

/** One whose containers are given addresses that nobody else there has, for as long as it exists. */
export interface AddressedNetwork extends Network {
  /** The address of a container, by a number from 1 to 5. */
  addressOf(number: number): string;
}

/** The gateway's lie below; the smallest subnet that a daemon may be told to use has fourteen. */
const BEFORE_FIRST = 8;
const SUBNET_TRIES = 10;

type Handle = Awaited<ReturnType<Daemon['container']['dockerode']['createNetwork']>>;

/** A network whose containers publish their ports on 127.0.0.1 alone, where the daemon is this machine's. */
export async function createNetwork(daemon: Daemon): Promise<Network> {
  const { name, handle } = await create(daemon);
  return { name, dispose: () => remove(handle) };
}

/**
 * The same, for containers that are started again. A daemon gives a container that starts the lowest address that is free:
 * of two that were dead, the one may get the other's, and who has looked up its name within 30 s (Java's cache) talks to the
 * other one from then on. It chooses addresses only in subnets that somebody named, so it is asked for one that is free.
 */
export async function createAddressedNetwork(daemon: Daemon): Promise<AddressedNetwork> {
  for (let tries = 1; ; tries++) {
    const free = (await create(daemon)).handle;
    const subnet = subnetOf(await free.inspect());
    await remove(free);
    try {
      const { name, handle } = await create(daemon, subnet);
      return { name, addressOf: (number) => addressIn(subnet, BEFORE_FIRST + number), dispose: () => remove(handle) };
    } catch (error) {
      // Another command's network has got it meanwhile.
      if (tries === SUBNET_TRIES || !/overlap/i.test((error as Error).message)) throw error;
    }
  }
}

async function create(daemon: Daemon, subnet?: string): Promise<{ name: string; handle: Handle }> {
  const name = `kafka-labs-${homeId().slice(0, 8)}-${randomBytes(4).toString('hex')}`;
  const isHere = hostOf(daemon) === '127.0.0.1';
  const handle = await daemon.container.dockerode.createNetwork({
    Name: name,
    Driver: 'bridge',
    Labels: ownLabels(),
    Options: isHere ? { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } : {},
    ...(subnet === undefined ? {} : { IPAM: { Config: [{ Subnet: subnet }] } }),
  });
  return { name, handle };
}

/** The network's IPv4 subnet, such as 172.18.0.0/16. */
export function subnetOf({ IPAM }: { IPAM?: { Config?: { Subnet?: string }[] | null } }): string {
  const found = (IPAM?.Config ?? []).find(({ Subnet }) => Subnet?.includes('.'))?.Subnet;
  if (found === undefined) throw new Error('the container daemon has made a network without an IPv4 subnet');
  return found;
}

/** The address so many places above a subnet's first one. */
export function addressIn(subnet: string, place: number): string {
  const parts = subnet.split('/')[0]!.split('.').map(Number);
  const all = parts.reduce((sum, part) => sum * 256 + part, 0) + place;
  return [24, 16, 8, 0].map((shift) => Math.floor(all / 2 ** shift) % 256).join('.');
}
