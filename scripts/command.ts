import { spawn } from 'node:child_process';

interface CommandOptions {
  /** Told what it prints, but for a line of counts: there is one at the end of all. */
  show(text: string): void;
  env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end. A program that cannot be started has code 1. */
export async function command(
  program: string,
  args: string[],
  { show, env }: CommandOptions,
): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    show(chunk.replace(/^\d+ passed, \d+ failed\n/m, ''));
  });
  child.stderr.setEncoding('utf8').on('data', show);
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      show(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { code, output };
}
