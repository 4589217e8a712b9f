import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS } from './layers.ts';
import { courseRoot } from './paths.ts';

const harness = join(courseRoot, 'harness');
const files = readdirSync(harness, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const roomOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : '.');
const floorOf = (room: string): number => LAYERS.findIndex((rooms) => rooms.includes(room));

/** The files of the harness that a file imports, also types alone. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(harness, file), 'utf8');
  const found = source.matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*'(\.[^']+)'/g);
  return [...found].map(([, path]) => relative(harness, join(harness, dirname(file), path!)));
}

test('each room stands on a floor', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => floorOf(room) < 0)).toEqual([]);
});

test('a room uses rooms below it, and none beside it or above', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((used) => roomOf(used) !== roomOf(file) && floorOf(roomOf(used)) >= floorOf(roomOf(file)))
      .map((used) => `${file} uses ${used}`),
  );
  expect(wrong).toEqual([]);
});
