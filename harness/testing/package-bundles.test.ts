import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { courseRoot } from '../paths.ts';
import { packageBundles } from './package-bundles.ts';

const bundles = await packageBundles();

/** The names that a module exports in a process of its own, as learners' programs load it. */
async function namesOf(module: string): Promise<string[]> {
  const program = `import * as all from ${JSON.stringify(module)}; console.log(JSON.stringify(Object.keys(all).sort())); process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(stdout);
}

test.for([...bundles])('%s in one file exports every name that it has', async ([name, path]) => {
  const own = await namesOf(name);
  const made = await namesOf(pathToFileURL(path).href);
  // Node finds fewer names of a CommonJS package than there are.
  expect(made).toEqual(expect.arrayContaining(own.filter((one) => one !== 'module.exports' && one !== '__esModule')));
});

test.for([...bundles])('%s in one file holds no path of this machine: a clone may be moved', async ([, path]) => {
  for (const file of [path, path.replace(/mjs$/, 'cjs')])
    expect(await readFile(file, 'utf8')).not.toContain(courseRoot);
});

test('packages in one file are made once', async () => {
  expect(await packageBundles()).toEqual(bundles);
});

test('kafkajs in one file has its classes, and its code was compiled ahead', async () => {
  const path = bundles.get('kafkajs')!;
  const kafkajs = await import(/* @vite-ignore */ pathToFileURL(path).href);
  expect(new kafkajs.KafkaJSError('lost').name).toBe('KafkaJSError');
  const code = path.replace(/mjs$/, 'cjs');
  const program = `
    const { readFileSync } = require('node:fs');
    const script = new (require('node:vm').Script)(require('node:module').wrap(readFileSync(process.argv[1], 'utf8')),
      { filename: process.argv[1], cachedData: readFileSync(process.argv[1] + '.cache') });
    console.log(script.cachedDataRejected);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, code]);
  expect(stdout.trim()).toBe('false');
});
