import { homeId } from '../../paths.ts';
import { LocalRuntime } from '../local/local-runtime.ts';
import { KEEPER_MARK } from './api.ts';
import { keepForMs } from './keep-for.ts';
import { Keeper } from './keeper.ts';

const keeper = new Keeper(new LocalRuntime({ [KEEPER_MARK]: homeId() }), keepForMs(process.env.KAFKA_LABS_KEEP), () =>
  process.exit(0),
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void keeper.end());
process.on('SIGHUP', () => {}); // the terminal that started it may close
await keeper.listen();
