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
  /** What is typed; without it the input is empty. */
  input?: string;
}

/** A command that runs: its process, what it has printed on stderr so far, and its end. */
export interface Started {
  child: ChildProcess;
  printed(): string;
  ended: Promise<Ended>;
}

/** Starts a Node program (by default from the clone's folder) as a terminal would, without what Vitest or npm added to the environment. */
export function startNode(args: readonly string[], { env = {}, cwd = courseRoot, input }: StartOptions = {}): Started {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // it ended without reading
  child.stdin.end(input);
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

/** The environment without what Vitest, npm or a course of one’s own added to it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
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
