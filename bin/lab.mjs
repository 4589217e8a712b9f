#!/usr/bin/env node
// Plain JavaScript: it must run on a Node too old for the rest, and before `npm ci`, to say so.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old.
Why:  kafka-labs needs Node 20.19 or newer.
Next: install a newer Node, run \`npm ci\` again, then this command.      NODE_TOO_OLD`);
  process.exit(2);
}
if (!existsSync(new URL('../node_modules/tsx', import.meta.url))) {
  console.error(`The packages of kafka-labs are not installed.
Why:  there is no node_modules/tsx in this folder.
Next: run \`npm ci\`, then this command again.      NOT_INSTALLED`);
  process.exit(2);
}
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../harness/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
// A client library's timer or an idle socket must not keep the command from ending.
process.exit();
