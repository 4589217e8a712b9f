import { databaseName } from '../../database/database.ts';
import { isWhole } from '../../database/local/fetch-mariadb.ts';
import { findServer } from '../../database/local/find-server.ts';
import { INSTALL_DATABASE, mariadbFolder, pinnedMariadbVersion } from '../../database/local/pinned-mariadb.ts';
import { HarnessError } from '../../errors.ts';
import { onPath } from '../../machine/programs.ts';
import type { Finding } from './finding.ts';

/** Which database labs would use here. Without one only labs that have a database cannot run, so nothing is a `no`. */
export async function database(): Promise<Finding> {
  try {
    const found = await findServer();
    if (found.kind === 'program') return ok(`${databaseName(found.server)}, ${found.server.path}`);
    const pinned = `MariaDB ${pinnedMariadbVersion}`;
    const instead = found.instead === undefined ? '' : `. Not used: ${found.instead.replace(/\.$/, '')}`;
    if (await isWhole(mariadbFolder())) return ok(`${pinned}, ${mariadbFolder()}, from Maven${instead}`);
    const maven = await onPath('mvn');
    if (maven)
      return missing(
        `${pinned} is not fetched yet; Maven is there (${maven})${instead}`,
        '`npm run lab -- prepare` fetches it now; else the first lab with a database does.',
      );
    return missing(
      `none, and there is no Maven to fetch one with: labs with a database cannot run${instead}`,
      `${INSTALL_DATABASE}, or Maven (Debian, Ubuntu: \`apt-get install maven\`; macOS: \`brew install maven\`).`,
    );
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return missing(`none: labs with a database cannot run. ${error.what} ${error.why}`, error.next);
  }
}

const ok = (detail: string): Finding => ({ what: 'Database', state: 'ok', detail });

const missing = (detail: string, next: string): Finding => ({ what: 'Database', state: 'slow', detail, next });
