import { existsSync } from 'node:fs';
import http from 'node:http';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What became of asking the daemon, without loading a client library for it: this is asked at each command. */
export type DaemonState =
  | { state: 'answers'; address: string; version: string }
  /** There is no socket at any of the usual places. */
  | { state: 'none' }
  /** The socket is there, and this user may not use it. */
  | { state: 'not-allowed'; address: string }
  /** The socket is there, and nobody answers. */
  | { state: 'silent'; address: string; why: string };

const ANSWERS_WITHIN_MS = 1_500;

/** Where a daemon listens: DOCKER_HOST, else the first socket of those that testcontainers tries, too. */
export function daemonAddress(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  const sockets = [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    `/run/user/${userInfo().uid}/docker.sock`,
  ];
  const socket = sockets.find((path) => existsSync(path));
  return socket && `unix://${socket}`;
}

/** Whether a daemon answers, and which. */
export async function probeDaemon(address = daemonAddress()): Promise<DaemonState> {
  if (!address) return { state: 'none' };
  try {
    const { body } = await get(address, '/version');
    return {
      state: 'answers',
      address,
      version: String((body as { Version?: string }).Version ?? 'of unknown version'),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return { state: 'not-allowed', address };
    return { state: 'silent', address, why: message };
  }
}

/** Which of the images the daemon has not. */
export async function missingImages(address: string, images: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    images.map(async (image) => (await get(address, `/images/${encodeURI(image)}/json`)).status === 200),
  );
  return images.filter((_, index) => !found[index]);
}

/** What the daemon's containers may use, in bytes: with Docker Desktop that is less than this machine has. */
export async function daemonMemory(address: string): Promise<number | undefined> {
  return ((await get(address, '/info')).body as { MemTotal?: number }).MemTotal;
}

async function get(address: string, path: string): Promise<{ status: number; body: unknown }> {
  const where = address.startsWith('unix://')
    ? { socketPath: address.slice('unix://'.length) }
    : { host: new URL(address).hostname, port: new URL(address).port };
  return new Promise((resolve, reject) => {
    const request = http.get({ ...where, path, timeout: ANSWERS_WITHIN_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
        } catch {
          reject(new Error('what answers there is no container daemon'));
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${ANSWERS_WITHIN_MS} ms`)));
    request.on('error', reject);
  });
}
