import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { connectToRunning } from '../../cluster/keeper/connect.ts';
import { ownKafka } from '../../cluster/local/installation.ts';
import { checkKafka, jarsFolder } from '../../cluster/local/jars.ts';
import { findJava } from '../../cluster/local/java.ts';
import { pinnedKafkaVersion } from '../../cluster/local/kafka-version.ts';
import { HarnessError } from '../../errors.ts';
import { onPath } from '../../machine/programs.ts';
import { cacheFolder, stateFolder } from '../../paths.ts';
import { chalk, paragraph } from '../../report/style.ts';
import { containers } from './doctor-containers.ts';
import { database } from './doctor-database.ts';
import type { Finding } from './finding.ts';

/** `npm run lab -- doctor`: what this machine can run. Exit code 2 when it cannot run labs. */
export async function doctor(): Promise<number> {
  const [machine, local, docker] = await Promise.all([
    Promise.all([node(), disk(cacheFolder(), 200), disk(stateFolder(), 500), memory(), keeper()]),
    Promise.all([java(), maven(), kafka(), database()]),
    containers(),
  ]);
  show('This machine', machine);
  show('Runtime local: brokers are processes of this machine', local);
  show('Runtime containers: brokers run in Docker', docker);
  const runtimes = [...(isFine(local) ? ['local'] : []), ...(isFine(docker) ? ['containers'] : [])];
  if (!isFine(machine) || runtimes.length === 0) {
    console.log('\n Labs cannot run here yet: see what is marked ✗.\n');
    return 2;
  }
  console.log(`\n Labs can run here, with the runtime ${runtimes.join(' or ')}.`);
  const { name, reason } = await settleRuntime();
  console.log(`${paragraph(`Now: ${name} (${reason}).`, ' ')}\n`);
  return 0;
}

/** What is marked ✗ keeps labs from running, or one runtime from being used. */
const isFine = (findings: readonly Finding[]): boolean => findings.every(({ state }) => state !== 'no');

function show(title: string, findings: readonly Finding[]): void {
  console.log(`\n ${chalk.bold(title)}`);
  for (const { what, state, detail, next } of findings) {
    const mark = { ok: chalk.green('✓'), no: chalk.red('✗'), slow: chalk.yellow('!') }[state];
    const [first, ...others] = paragraph(detail, '            ').split('\n');
    console.log([` ${mark} ${what.padEnd(8)} ${first!.trimStart()}`, ...others].join('\n'));
    if (next) console.log(paragraph(`Next: ${next}`, '            '));
  }
}

async function found(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: 'ok', detail: await look() };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return { what, state: 'no', detail: `${error.what} ${error.why}`, next: error.next };
  }
}

const node = () => found('Node', async () => process.versions.node);

const java = () =>
  found('Java', async () => {
    const { version, path } = await findJava();
    return `${version}, ${path}`;
  });

/** Fetches Kafka the first time, and is not missed after it. */
async function maven(): Promise<Finding> {
  const path = await onPath('mvn');
  return { what: 'Maven', state: 'ok', detail: path ?? 'not found; it is needed only while Kafka is not fetched' };
}

async function kafka(): Promise<Finding> {
  const { KAFKA_HOME } = process.env;
  if (KAFKA_HOME)
    return found('Kafka', async () => `${(await ownKafka(KAFKA_HOME)).version}, from KAFKA_HOME ${KAFKA_HOME}`);
  const folder = jarsFolder();
  const isFetched = await access(folder).then(
    () => true,
    () => false,
  );
  if (isFetched)
    return found('Kafka', async () => {
      await checkKafka(folder);
      return `${pinnedKafkaVersion}, ${folder}, checksums as pinned`;
    });
  const maven = await onPath('mvn');
  if (maven)
    return {
      what: 'Kafka',
      state: 'slow',
      detail: `${pinnedKafkaVersion} is not fetched yet; Maven is there (${maven})`,
      next: '`npm run lab -- prepare` fetches it now; else the first lab does.',
    };
  return {
    what: 'Kafka',
    state: 'no',
    detail: 'not fetched, and there is no Maven to fetch it with',
    next: 'Install Maven (Debian, Ubuntu: `apt-get install maven`; macOS: `brew install maven`), or unpack Kafka 4 and point KAFKA_HOME at it.',
  };
}

async function disk(folder: string, wantedMb: number): Promise<Finding> {
  return found('Disk', async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const freeMb = Math.floor((bavail * bsize) / 1e6);
    if (freeMb >= wantedMb)
      return `${freeMb > 10_000 ? `${Math.round(freeMb / 1e3)} GB` : `${freeMb} MB`} free for ${folder}`;
    throw new HarnessError({
      code: 'DISK_FULL',
      what: `${freeMb} MB free for ${folder}.`,
      why: `Labs want ${wantedMb} MB there.`,
      next: 'Free some space, or set KAFKA_LABS_HOME and KAFKA_LABS_CACHE to folders on another disk.',
    });
  });
}

async function memory(): Promise<Finding> {
  const freeMb = Math.round(freemem() / 1e6);
  const detail = `${(freeMb / 1e3).toFixed(1)} GB free (one broker takes 0.2, three 0.7, a database 0.2 GB)`;
  // freemem counts what the page cache holds as taken, so little of it proves nothing.
  return { what: 'Memory', state: freeMb < 700 ? 'slow' : 'ok', detail };
}

async function keeper(): Promise<Finding> {
  const running = await connectToRunning();
  running?.close();
  return { what: 'Keeper', state: 'ok', detail: running ? 'runs; `npm run lab -- status` tells more' : 'not running' };
}
