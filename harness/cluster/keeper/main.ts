import { LocalDatabaseRuntime } from '../../database/local/local-database-runtime.ts';
import { homeId } from '../../paths.ts';
import { LocalRuntime } from '../local/local-runtime.ts';
import { KEEPER_MARK } from './api.ts';
import { keepForMs } from './keep-for.ts';
import { Keeper } from './keeper.ts';

const mark = { [KEEPER_MARK]: homeId() };
const runtimes = { kafka: new LocalRuntime(mark), database: new LocalDatabaseRuntime(mark) };
const keeper = new Keeper(runtimes, keepForMs(process.env.KAFKA_LABS_KEEP), () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void keeper.end());
process.on('SIGHUP', () => {}); // the terminal that started it may close
await keeper.listen();
