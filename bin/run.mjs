#!/usr/bin/env node
// Runs a TypeScript program of this repository: node bin/run.mjs scripts/test.ts …
import { pathToFileURL } from 'node:url';
import { register } from 'tsx/esm/api';

register();
const [, , program] = process.argv;
process.argv.splice(1, 1);
await import(pathToFileURL(program).href);
