#!/usr/bin/env node
// Plain JavaScript: it must run on a Node too old for the rest, and before `npm ci`, to say so.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop({
    code: 'NODE_TOO_OLD',
    what: `Node ${process.versions.node} is too old.`,
    why: 'kafka-labs needs Node 20.19 or newer.',
    next: 'install a newer Node, run `npm ci` again, then this command.',
  });
if (!existsSync(new URL('../node_modules/tsx', import.meta.url)))
  stop({
    code: 'NOT_INSTALLED',
    what: 'The packages of kafka-labs are not installed.',
    why: 'there is no node_modules/tsx in this folder.',
    next: 'run `npm ci`, then this command again.',
  });
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../harness/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
// A client library's timer or an idle socket must not keep the command from ending.
process.exit();

function stop(error) {
  const { code, what, why, next } = error;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ outcome: 'inconclusive', error }));
  else console.error(`${what}\nWhy:  ${why}\nNext: ${next}      ${code}`);
  process.exit(2);
}
