import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Shape } from '../../harness/cluster/cluster.ts';
import { homeId } from '../../harness/paths.ts';
import { Home } from './home.ts';
import type { Started, StartOptions } from './program.ts';

/** Docker's own client: what it says is not what the course's code believes. */
export async function docker(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('docker', args);
  return stdout.split('\n').filter(Boolean);
}

const firstWord = (line: string): string => line.split(' ')[0]!;

const INHERITED = ['DOCKER_HOST', 'KAFKA_LABS_KAFKA_IMAGE', 'KAFKA_LABS_MYSQL_IMAGE', 'TESTCONTAINERS_RYUK_DISABLED'];

/** A home whose brokers and database run in containers, of the images that the environment names. */
export class ContainerHome extends Home {
  readonly #label = `label=kafka-labs.home=${homeId(this.folder)}`;

  override start(args: readonly string[], { env = {}, ...options }: StartOptions = {}): Started {
    const own = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
    return super.start(args, { ...options, env: { ...own, KAFKA_LABS_RUNTIME: 'containers', ...env } });
  }

  /** The names of this home's containers, also of those that have ended. */
  containers(): Promise<string[]> {
    return docker('ps', '--all', '--filter', this.#label, '--format', '{{.Names}}');
  }

  /** The names of those that run of its cluster of that shape: testcontainers' own module starts a broker that is alone. */
  async nodesOf(shape: Shape): Promise<string[]> {
    const lines = await docker('ps', '--no-trunc', '--filter', this.#label, '--format', '{{.Names}} {{.Command}}');
    const isOfShape = (line: string) => line.includes('testcontainers_start') === (shape === 'one');
    return lines.filter((line) => /^\S+-(broker-\d|controller) /.test(line) && isOfShape(line)).map(firstWord);
  }

  /** The name of the next of its containers that is frozen. */
  async nextFrozen(): Promise<string> {
    const events = spawn('docker', [
      'events',
      '--filter',
      this.#label,
      '--filter',
      'event=pause',
      '--format',
      '{{.Actor.Attributes.name}}',
    ]);
    const [name] = (await once(events.stdout, 'data')) as [Buffer];
    events.kill();
    return String(name).trim();
  }

  networks(): Promise<string[]> {
    return docker('network', 'ls', '--filter', this.#label, '--format', '{{.Name}}');
  }
}
