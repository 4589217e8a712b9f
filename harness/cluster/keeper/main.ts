import { homeId } from '../../paths.ts';
import { KEEPER_MARK } from './api.ts';
import { keepForMs } from './keep-for.ts';
import { Keeper, type Runtimes } from './keeper.ts';

const keeper = new Keeper(await runtimes(), keepForMs(process.env.KAFKA_LABS_KEEP), () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void keeper.end());
process.on('SIGHUP', () => {}); // the terminal that started it may close
await keeper.listen();

/** The runtime that the command has chosen; the code of the other is not even loaded. */
async function runtimes(): Promise<Runtimes> {
  if (process.env.KAFKA_LABS_RUNTIME === 'containers') {
    const { ContainerRuntime } = await import('../containers/container-runtime.ts');
    const { ContainerDatabaseRuntime } = await import('../../database/containers/container-database-runtime.ts');
    return { kafka: new ContainerRuntime(), database: new ContainerDatabaseRuntime() };
  }
  const { LocalRuntime } = await import('../local/local-runtime.ts');
  const { LocalDatabaseRuntime } = await import('../../database/local/local-database-runtime.ts');
  const mark = { [KEEPER_MARK]: homeId() };
  const database = new LocalDatabaseRuntime(mark);
  if (process.env.KAFKA_LABS_RUNTIME === 'external') {
    const { ExternalRuntime } = await import('../external/external-runtime.ts');
    return { kafka: new ExternalRuntime(process.env.KAFKA_LABS_BOOTSTRAP ?? ''), database };
  }
  return { kafka: new LocalRuntime(mark), database };
}
