import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { FileWatcher } from './file-watcher.ts';

let folder: string;
let told: string[][];
let missing: string[];
let watcher: FileWatcher;
const path = (name: string) => join(folder, name);
/** All that a save makes happens within this time. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 600));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kafka-labs-watch-'));
  for (const name of ['a.ts', 'b.ts']) writeFileSync(path(name), 'first');
  told = [];
  missing = [];
  watcher = new FileWatcher({
    paths: [path('a.ts'), path('b.ts')],
    onChange: (names) => told.push(names),
    onMissing: (gone) => missing.push(gone),
  });
  await quiet();
});

afterEach(() => {
  watcher[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

test('a save is told once, with the name of its file', async () => {
  writeFileSync(path('a.ts'), 'second');
  await eventually('it is told', () => told.length > 0);
  await quiet();
  expect(told).toEqual([['a.ts']]);
});

test('a save that renames a new file over the old one is told, and so is the next one', async () => {
  for (const text of ['second', 'third']) {
    writeFileSync(path('.a.ts.swp'), text);
    renameSync(path('.a.ts.swp'), path('a.ts'));
    await eventually(`${text} is told`, () => told.length > 0);
    expect(told.splice(0)).toEqual([['a.ts']]);
  }
});

test('a save of the same contents, and other files of the folder, are not told', async () => {
  writeFileSync(path('a.ts'), 'first');
  writeFileSync(path('notes.md'), 'mine');
  await quiet();
  expect(told).toEqual([]);
});

test('a file that is missing is told of once, and its return as a change', async () => {
  renameSync(path('b.ts'), path('b.away'));
  await eventually('it is told as missing', () => missing.length > 0, { withinMs: 5_000 });
  writeFileSync(path('b.ts'), 'second');
  await eventually('its return is told', () => told.length > 0);
  expect({ told, missing }).toEqual({ told: [['b.ts']], missing: [path('b.ts')] });
});

test('a folder that is made anew is still watched', async () => {
  renameSync(folder, `${folder}-away`);
  await eventually('it is told as missing', () => missing.length > 0, { withinMs: 5_000 });
  renameSync(`${folder}-away`, folder);
  writeFileSync(path('a.ts'), 'second');
  await eventually('the save is told', () => told.length > 0, { withinMs: 5_000 });
  expect(told.flat()).toContain('a.ts');
});
