import { type ChildProcess, spawn } from 'node:child_process';
import { courseRoot } from '../../harness/paths.ts';

/** How a command of the real program ended, and all that it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
}

/** A command that runs: its process, what it has printed on stderr so far, and its end. */
export interface Started {
  child: ChildProcess;
  printed(): string;
  ended: Promise<Ended>;
}

/** Starts a Node program (by default from the clone's folder) as a terminal would, without what Vitest or npm added to the environment. */
export function startNode(args: readonly string[], { env = {}, cwd = courseRoot }: StartOptions = {}): Started {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, printed: () => stdout + stderr, ended };
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (
      /^(NODE_ENV|NODE_OPTIONS|TEST|PROD|DEV|MODE|BASE_URL|SSR|VITEST.*|VITE_.*|FORCE_COLOR|INIT_CWD|KAFKA_LABS_(?!CACHE).*)$/.test(
        name,
      )
    )
      delete env[name];
  return env;
}
