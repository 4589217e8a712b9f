import { existsSync } from 'node:fs';
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers';
import { HarnessError } from '../../errors.ts';

/** The machine's container daemon, as testcontainers finds it (DOCKER_HOST, its own settings, the usual sockets). */
export type Daemon = ContainerRuntimeClient;

/** Docker's own client. */
export type Docker = Daemon['container']['dockerode'];

export const INSTALL_DOCKER =
  'Start Docker (Linux: `sudo systemctl start docker`; macOS and Windows: Docker Desktop), or use `--runtime local`.';

/** Connects to the daemon. Throws CONTAINERS_UNAVAILABLE. */
export async function connectToDaemon(): Promise<Daemon> {
  // Else testcontainers asks a helper container how a container reaches what others publish: one more image to pull.
  if (existsSync('/.dockerenv') && !process.env.DOCKER_HOST) process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  try {
    return await getContainerRuntimeClient();
  } catch (cause) {
    throw new HarnessError({
      code: 'CONTAINERS_UNAVAILABLE',
      what: 'No container daemon answers.',
      why: `testcontainers said: ${(cause as Error).message}. It looks at DOCKER_HOST, its own settings and the usual sockets.`,
      next: INSTALL_DOCKER,
      cause,
    });
  }
}

/** Where ports that containers publish are reached. `localhost` may be ::1 first, where nothing listens. */
export const hostOf = ({ info }: Daemon): string => {
  const { host } = info.containerRuntime;
  return host === 'localhost' ? '127.0.0.1' : host;
};
