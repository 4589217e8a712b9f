import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { diskFull, type ErrorCode, HarnessError } from '../errors.ts';
import { onPath } from './programs.ts';
import type { Progress } from './progress.ts';

/** What Maven is to fetch, and what to tell where it cannot. */
export interface MavenRequest {
  /** Such as “Kafka 4.3.1”. */
  what: string;
  pomFile: string;
  /** Values for the pom's properties. */
  properties?: Readonly<Record<string, string>>;
  /** What to do instead, such as “unpack Kafka 4 and point KAFKA_HOME at it”. */
  instead: string;
  failure: { code: ErrorCode; next: string };
}

/** Has Maven resolve a pom and copy its jars into `folder`. Throws MAVEN_MISSING, DISK_FULL or the request's failure. */
export async function copyByMaven(request: MavenRequest, folder: string, progress: Progress): Promise<void> {
  const { what, pomFile, properties = {}, failure } = request;
  const maven = await onPath('mvn');
  if (!maven) throw mavenMissing(request);
  const errors: string[] = [];
  let fetched = 0;
  const say = () => progress(`fetching ${what} by Maven, once${fetched > 0 ? `: ${fetched} files` : ''}`);
  say();
  const settings = Object.entries({ ...properties, outputDirectory: folder }).map(
    ([name, value]) => `-D${name}=${value}`,
  );
  const args = ['-B', '-f', pomFile, 'dependency:copy-dependencies', ...settings];
  const child = spawn(maven, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (/Downloaded from/.test(line)) {
        fetched++;
        say();
      }
      if (/ERROR|No space left/.test(line)) errors.push(withoutAddresses(line.replace(/^\[ERROR\]\s*/, '')));
    });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code === 0) return;
  if (errors.some((line) => line.includes('No space left'))) throw diskFull(folder);
  throw new HarnessError({
    code: failure.code,
    what: `Maven could not fetch ${what}.`,
    why: `mvn ended with code ${code}: ${errors.find((line) => line.trim() !== '') ?? 'it printed no error'}`,
    next: failure.next,
  });
}

function mavenMissing({ what, instead }: MavenRequest): HarnessError {
  return new HarnessError({
    code: 'MAVEN_MISSING',
    what: 'Maven was not found.',
    why: `${what} is fetched by Maven the first time, and there is no \`mvn\` on the PATH.`,
    next: `Install Maven (Debian, Ubuntu: \`apt-get install maven\`; macOS: \`brew install maven\`), or ${instead}.`,
  });
}

/** A learner needs the reason, not where the packages live. */
function withoutAddresses(line: string): string {
  return line
    .replace(/\(?https?:\/\/\S+\)?/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
