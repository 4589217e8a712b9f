import { spawn } from 'node:child_process';
import { serveSite } from '../../docs-site/serve-site.ts';
import { HarnessError } from '../../errors.ts';

export interface DocsOptions {
  port?: string;
  open?: boolean;
}

/** `npm run lab -- docs`: the course in the browser, until Ctrl-C or SIGTERM. */
export async function docs({ port, open }: DocsOptions): Promise<number> {
  const site = await serveSite(parsePort(port));
  const address = `http://127.0.0.1:${site.port}/`;
  // The command line's own answer to Ctrl-C is that of a run which is lost; here nothing is.
  process.removeAllListeners('SIGINT');
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.log(`\n The course is at ${address} (this machine only).\n Ctrl-C ends it.\n`);
  if (open) openInBrowser(address);
  await ended;
  await site.close();
  return 0;
}

/** A port that may be listened on; 0, any free one, without the option. Throws WRONG_USAGE. */
export function parsePort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new HarnessError({
    code: 'WRONG_USAGE',
    what: `“${text}” is no port.`,
    why: '--port takes a number from 1 to 65535.',
    next: 'Leave it out for a free port, or write `npm run lab -- docs --port 8080`.',
  });
}

function openInBrowser(address: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const failed = (why: string) =>
    console.error(` ${opener} could not open a browser (${why}): open the address yourself.`);
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
  child.once('error', ({ message }) => failed(message));
  child.once('exit', (code) => code !== 0 && failed(`exit code ${code}`));
  child.unref();
}
