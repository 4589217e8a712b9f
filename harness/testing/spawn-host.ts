import { type ChildProcess, spawn } from 'node:child_process';
import { KEEPER_MARK, RUN_MARK } from '../cluster/keeper/api.ts';
import { homeId } from '../paths.ts';

/** Starts the program that runs learner code, in a process group of its own, so that whatever it starts ends with it. */
export function spawnHost({ host, runId, inspect }: { host: string; runId: string; inspect: boolean }): ChildProcess {
  const inspector = inspect ? ['--inspect-wait=127.0.0.1:9229'] : [];
  const args = [...inspector, '--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', host];
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...plainEnvironment(), [RUN_MARK]: runId, [KEEPER_MARK]: homeId() },
  });
  if (inspect) child.stderr!.on('data', tellDebugger);
  return child;
}

/**
 * The environment without Vitest's own variables: kafkajs changes its retries where NODE_ENV is `test`. Also without
 * further certificates, which Node 20 reads at each start, for as long as the rest of its start takes: a lane is plain TCP.
 */
function plainEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (/^(NODE_ENV|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_EXTRA_CA_CERTS|TEST|VITEST.*|VITE_.*|KAFKA_LABS_.*)$/.test(name))
      delete env[name];
  return env;
}

/** Passes on what Node says of the debugger, which nobody would find in the output's file. */
function tellDebugger(chunk: string | Buffer): void {
  const [address] = /ws:\/\/\S+/.exec(String(chunk)) ?? [];
  if (address)
    process.stderr.write(
      `\n debugger: ${address}\n Open chrome://inspect, or attach your editor to port 9229. The program begins then.\n`,
    );
  else if (/address already in use/.test(String(chunk)))
    process.stderr.write('\n debugger: port 9229 is taken, by another debugger perhaps\n');
}
