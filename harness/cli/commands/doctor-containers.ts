import { release } from 'node:os';
import { kafkaImage, mysqlImage } from '../../machine/containers/images.ts';
import { type DaemonState, daemonMemory, missingImages, probeDaemon } from '../../machine/containers/probe.ts';
import { onPath } from '../../machine/programs.ts';
import type { Finding } from './finding.ts';

/** Four brokers of 256 MB heap each, a database, and what the daemon's own system takes. */
const WANTED_BYTES = 2e9;

/** What keeps brokers from running in containers, and what to do about it. */
export async function containers(): Promise<Finding[]> {
  const daemon = await probeDaemon();
  if (daemon.state !== 'answers') return [docker(daemon, { hasProgram: (await onPath('docker')) !== undefined })];
  const memory = await daemonMemory(daemon.address);
  const missing = await missingImages(daemon.address, [kafkaImage(), mysqlImage()]);
  return [docker(daemon, { hasProgram: true, memory }), images(missing)];
}

interface Around {
  /** Whether `docker` is on the PATH. */
  hasProgram: boolean;
  /** What containers may use, in bytes. */
  memory?: number | undefined;
  platform?: NodeJS.Platform;
  /** The kernel's release: WSL names itself there. */
  kernel?: string;
}

/** The daemon, in each of the states that it can be in. */
export function docker(daemon: DaemonState, around: Around): Finding {
  const { hasProgram, memory, platform = process.platform, kernel = release() } = around;
  const isWsl = /microsoft/i.test(kernel);
  switch (daemon.state) {
    case 'none':
      if (!hasProgram) return no('not installed', installing(platform, isWsl));
      return no('is installed, and its daemon does not run', starting(platform, isWsl));
    case 'not-allowed':
      return no(
        `you may not use ${daemon.address}`,
        'Run `sudo usermod -aG docker $USER`, log out and in again (WSL: `wsl --shutdown`), then look at `docker ps`.',
      );
    case 'silent':
      return no(`${daemon.address} does not answer: ${daemon.why}`, starting(platform, isWsl));
    case 'answers': {
      const detail = `${daemon.version}, ${daemon.address}`;
      if (memory === undefined || memory >= WANTED_BYTES) return { what: 'Docker', state: 'ok', detail };
      return {
        what: 'Docker',
        state: 'slow',
        detail: `${detail}, with ${(memory / 1e9).toFixed(1)} GB of memory: labs with three brokers may not come up`,
        next: 'Give it 2 GB or more (Docker Desktop: Settings, Resources; WSL: `memory=4GB` in .wslconfig).',
      };
    }
  }
}

/** The images that containers are started from. Whether they can be pulled is seen when they are. */
export function images(missing: readonly string[]): Finding {
  if (missing.length === 0)
    return { what: 'Images', state: 'ok', detail: `${kafkaImage()} and ${mysqlImage()} are here` };
  return {
    what: 'Images',
    state: 'slow',
    detail: `not here yet: ${missing.join(' and ')}`,
    next: '`npm run lab -- prepare --runtime containers` pulls them, with a network; else the first lab does.',
  };
}

const no = (detail: string, next: string): Finding => ({ what: 'Docker', state: 'no', detail, next });

function installing(platform: NodeJS.Platform, isWsl: boolean): string {
  if (isWsl) return 'Install Docker Desktop on Windows and turn on its WSL integration for this distribution.';
  if (platform === 'darwin')
    return 'Install Docker Desktop, OrbStack or Colima (with Colima, point DOCKER_HOST at its socket).';
  return 'Install Docker (Debian, Ubuntu: `sudo apt-get install docker.io`).';
}

function starting(platform: NodeJS.Platform, isWsl: boolean): string {
  if (isWsl) return 'Start Docker Desktop on Windows, and turn on its WSL integration for this distribution.';
  if (platform === 'darwin')
    return 'Start Docker Desktop, OrbStack or Colima (with Colima, point DOCKER_HOST at its socket).';
  return 'Run `sudo systemctl start docker` (or `sudo dockerd`), or point DOCKER_HOST at the daemon.';
}
