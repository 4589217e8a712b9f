import { access } from 'node:fs/promises';
import { securityFromEnvironment } from '../broker/security.ts';
import { HarnessError } from '../errors.ts';
import { kafkaImage, mysqlImage } from '../machine/containers/images.ts';
import { missingImages, probeDaemon } from '../machine/containers/probe.ts';
import { onPath } from '../machine/programs.ts';
import type { RuntimeName } from './cluster.ts';
import { parseBootstrap } from './external/bootstrap.ts';
import { jarsFolder } from './local/jars.ts';
import { findJava } from './local/java.ts';

export interface RuntimeChoice {
  name: RuntimeName;
  /** Why this one, in words. */
  reason: string;
}

const NAMES: readonly RuntimeName[] = ['local', 'containers', 'external'];

let settled: Promise<RuntimeChoice> | undefined;

/**
 * Settles for this process, and for the keeper that it starts, where brokers run: what KAFKA_LABS_RUNTIME says, else
 * the brokers at KAFKA_LABS_BOOTSTRAP, else
 * containers whose images are here, else processes of this machine, else containers whose images are pulled first.
 * Throws RUNTIME_UNKNOWN, or RUNTIME_NONE where nothing can run.
 */
export function settleRuntime(): Promise<RuntimeChoice> {
  settled ??= choose(process.env.KAFKA_LABS_RUNTIME).then((choice) => {
    process.env.KAFKA_LABS_RUNTIME = choice.name;
    return choice;
  });
  return settled;
}

/** What settleRuntime does, without keeping it. */
export async function choose(wanted: string | undefined): Promise<RuntimeChoice> {
  const bootstrap = process.env.KAFKA_LABS_BOOTSTRAP;
  if (bootstrap && (!wanted || wanted === 'external')) {
    parseBootstrap(bootstrap);
    securityFromEnvironment();
    return { name: 'external', reason: 'as --bootstrap or KAFKA_LABS_BOOTSTRAP says' };
  }
  if (wanted) {
    if (!NAMES.includes(wanted as RuntimeName)) throw unknown(wanted);
    if (wanted === 'external') throw noBootstrap();
    return { name: wanted as RuntimeName, reason: 'as --runtime or KAFKA_LABS_RUNTIME says' };
  }
  const daemon = await probeDaemon();
  const missing = daemon.state === 'answers' ? await missingImages(daemon.address, [kafkaImage(), mysqlImage()]) : [];
  if (daemon.state === 'answers' && missing.length === 0)
    return { name: 'containers', reason: `Docker ${daemon.version} answers and has the images` };
  const notLocal = await whyNotLocal();
  if (notLocal === undefined)
    return {
      name: 'local',
      reason:
        daemon.state === 'answers'
          ? `Docker ${daemon.version} answers, and has no ${missing.join(' and no ')}`
          : 'no Docker answers',
    };
  if (daemon.state === 'answers')
    return { name: 'containers', reason: `its images are pulled first. Not local: ${notLocal}` };
  throw new HarnessError({
    code: 'RUNTIME_NONE',
    what: 'Brokers can run neither as processes of this machine nor in containers.',
    why: `${notLocal} And no Docker answers.`,
    next: 'Run `npm run lab -- doctor`: it says what each of the two needs.',
  });
}

/** What keeps brokers from running as processes of this machine, or undefined. */
async function whyNotLocal(): Promise<string | undefined> {
  try {
    await findJava();
  } catch (error) {
    if (error instanceof HarnessError) return `${error.what} ${error.why}`;
    throw error;
  }
  if (process.env.KAFKA_HOME || (await onPath('mvn'))) return undefined;
  const isFetched = await access(jarsFolder()).then(
    () => true,
    () => false,
  );
  return isFetched ? undefined : 'Kafka is not fetched, and there is no Maven to fetch it with.';
}

const noBootstrap = (): HarnessError =>
  new HarnessError({
    code: 'WRONG_USAGE',
    what: 'The runtime external wants to know where the brokers are.',
    why: 'Neither --bootstrap nor KAFKA_LABS_BOOTSTRAP is set.',
    next: 'Add, for example, --bootstrap broker-1:9092.',
  });

const unknown = (name: string): HarnessError =>
  new HarnessError({
    code: 'RUNTIME_UNKNOWN',
    what: `There is no runtime “${name}”.`,
    why: 'Brokers can run as processes of this machine (local), in containers (containers), or be somebody else’s (external).',
    next: 'Use one of these, or leave out --runtime and KAFKA_LABS_RUNTIME.',
  });
