import { KEEPER_MARK } from '../../cluster/keeper/api.ts';
import { install } from '../../cluster/local/installation.ts';
import { cacheFolder, homeId } from '../../paths.ts';
import { Spinner } from '../spinner.ts';

/** `npm run lab -- prepare`: everything that a first run would fetch or make. */
export async function prepare(): Promise<number> {
  const spinner = new Spinner({ silent: false });
  spinner.say('looking at what is there');
  // Marked as ours: should this command be killed, the next one clears what it left.
  const mark = { [KEEPER_MARK]: homeId() };
  const installation = await install((text) => spinner.say(text), mark).finally(() => spinner.clear());
  console.log(
    `\n Kafka ${installation.kafkaVersion} (${installation.source}) and Java ${installation.java.version} are ready.`,
  );
  console.log(` They are kept in ${cacheFolder()}; from now on labs need no network.`);
  if (!installation.archive)
    console.log(' Fast starts could not be prepared: brokers will take a second longer to start.');
  console.log('\n next: npm run lab -- 00\n');
  return 0;
}
