import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { KEEPER_MARK } from '../../cluster/keeper/api.ts';
import { install } from '../../cluster/local/installation.ts';
import { databaseName } from '../../database/database.ts';
import { installDatabase } from '../../database/local/install-database.ts';
import { kafkaImage, mysqlImage } from '../../machine/containers/images.ts';
import { cacheFolder, homeId } from '../../paths.ts';
import { Spinner } from '../spinner.ts';

/** `npm run lab -- prepare`: everything that a first run would fetch or make. */
export async function prepare({ runtime }: { runtime?: string }): Promise<number> {
  if (runtime !== undefined) process.env.KAFKA_LABS_RUNTIME = runtime;
  const { name } = await settleRuntime();
  const spinner = new Spinner({ silent: false });
  spinner.say('looking at what is there');
  if (name === 'containers') await pullImages(spinner);
  else await prepareLocal(spinner);
  console.log('\n next: npm run lab -- 00\n');
  return 0;
}

async function pullImages(spinner: Spinner): Promise<void> {
  const say = (text: string) => spinner.say(text);
  const { connectToDaemon } = await import('../../machine/containers/daemon.ts');
  const { ensureImage } = await import('../../machine/containers/pull.ts');
  const daemon = await connectToDaemon();
  for (const image of [kafkaImage(), mysqlImage()])
    await ensureImage(daemon, image, say).finally(() => spinner.clear());
  console.log(`\n ${kafkaImage()} and ${mysqlImage()} are here; from now on labs need no network.`);
}

async function prepareLocal(spinner: Spinner): Promise<void> {
  // Marked as ours: should this command be killed, the next one clears what it left.
  const mark = { [KEEPER_MARK]: homeId() };
  const say = (text: string) => spinner.say(text);
  const kafka = await install(say, mark).finally(() => spinner.clear());
  const ready = `\n Kafka ${kafka.kafkaVersion} (${kafka.source}) and Java ${kafka.java.version} are ready.`;
  const database = await installDatabase(say, mark)
    .finally(() => spinner.clear())
    .catch((error: unknown) => {
      console.error(`${ready} Labs that have no database can run.\n`);
      throw error;
    });
  console.log(`${ready}\n ${databaseName(database.server)} (${database.source}) is ready for labs with a database.`);
  console.log(` They are kept in ${cacheFolder()}; from now on labs need no network.`);
  if (!kafka.archive) console.log(' Fast starts could not be prepared: brokers will take a second longer to start.');
}
