import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { HarnessError } from '../../errors.ts';
import { homeId, stateFolder } from '../../paths.ts';
import type { Progress } from '../progress.ts';
import { connectToDaemon, type Daemon } from './daemon.ts';
import { marker } from './marker.ts';
import { ensureImage } from './pull.ts';

/** Marks containers and networks as this clone's, whichever keeper started them. */
export const ownLabels = (): Record<string, string> => ({ 'kafka-labs.home': homeId() });

/** Called before the first container is started: should its owner be killed, the next command knows where to look. */
export async function expectContainers(): Promise<void> {
  await mkdir(stateFolder(), { recursive: true });
  await writeFile(marker(), '');
}

/**
 * Ryuk, testcontainers' reaper, removes containers as soon as their owner is gone. Where its image cannot be had, the next
 * command does.
 */
export async function prepareReaper(daemon: Daemon, progress: Progress): Promise<void> {
  if (process.env.TESTCONTAINERS_RYUK_DISABLED !== undefined) return;
  const { REAPER_IMAGE } = await import('testcontainers/build/reaper/reaper.js');
  await ensureImage(daemon, REAPER_IMAGE, progress).catch(() => {
    process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  });
}

/** Removes every container and network of this clone that an owner left. Where no daemon answers, a later command does. */
export async function clearContainers(): Promise<void> {
  const daemon = await connectToDaemon().catch((error: HarnessError) => {
    if (error.code !== 'CONTAINERS_UNAVAILABLE') throw error;
  });
  if (!daemon) return;
  const { dockerode } = daemon.container;
  const label = filterOf(ownLabels());
  await removeContainers(daemon, ownLabels());
  const networks = await dockerode.listNetworks({ filters: { label } });
  await Promise.all(networks.map(({ Id }) => remove(dockerode.getNetwork(Id))));
  await rm(marker(), { force: true });
}

/** Removes every container that has these labels, whether it runs or was never started. */
export async function removeContainers({ container }: Daemon, labels: Record<string, string>): Promise<void> {
  const { dockerode } = container;
  const found = await dockerode.listContainers({ all: true, filters: { label: filterOf(labels) } });
  await Promise.all(found.map(({ Id }) => remove(dockerode.getContainer(Id))));
}

const filterOf = (labels: Record<string, string>): string[] =>
  Object.entries(labels).map(([name, value]) => `${name}=${value}`);

/** Removes a container with its volumes, or a network. One that somebody else removes at the same time is gone, too. */
export async function remove(thing: { remove(options: object): Promise<unknown> }): Promise<void> {
  await thing.remove({ force: true, v: true }).catch((error: { statusCode?: number; message: string }) => {
    if (error.statusCode === 404 || (error.statusCode === 409 && /already in progress/.test(error.message))) return;
    throw error;
  });
}
