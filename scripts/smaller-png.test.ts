import { deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunk, chunksOf, smallerPng } from './smaller-png.ts';

const WIDTH = 40;
const HEIGHT = 10; // each of PNG's five filters twice

/** A picture as a browser writes it, a line in each filter in turn; `colourAt` says the colour of a pixel. */
function screenshot(colourAt: (x: number, y: number) => number[], colourType = 2): Buffer {
  const lines = Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => colourAt(x, y)).flat(),
  );
  const bytes = lines.flatMap((line, y) => {
    const filtered = line.map((value, at) => {
      const left = line[at - 3] ?? 0;
      const above = lines[y - 1]?.[at] ?? 0;
      const corner = at >= 3 ? (lines[y - 1]?.[at - 3] ?? 0) : 0;
      const far = [left, above, corner].map((each) => Math.abs(left + above - corner - each));
      const paeth = [left, above, corner][far.indexOf(Math.min(...far))]!;
      return value - [0, left, above, Math.floor((left + above) / 2), paeth][y % 5]!;
    });
    return [y % 5, ...filtered];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header[8] = 8;
  header[9] = colourType;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from(bytes)))]);
}

/** The colours of a picture with a palette. */
function coloursOf(png: Buffer): number[][] {
  const data = (wanted: string) => chunksOf(png).find(({ type }) => type === wanted)!.data;
  const palette = data('PLTE');
  const indices = inflateSync(data('IDAT'));
  const pixels = [...indices].filter((_, at) => at % (WIDTH + 1) !== 0);
  return pixels.map((index) => [...palette.subarray(index * 3, index * 3 + 3)]);
}

const all = (colourAt: (x: number, y: number) => number[]): number[][] =>
  Array.from({ length: WIDTH * HEIGHT }, (_, at) => colourAt(at % WIDTH, Math.floor(at / WIDTH)));

test('a picture of few colours is the same picture', () => {
  const colourAt = (x: number, y: number) => [((x * 37) % 256) & 0xf0, y * 25, x % 2 === 0 ? 255 : 0];
  const kept = (x: number, y: number) => colourAt(x % 20, y);
  expect(coloursOf(smallerPng(screenshot(kept)))).toEqual(all(kept));
});

test('of more than 256 colours those that are rare become the nearest one', () => {
  const colourAt = (x: number, y: number) => [x * 6, y * 25, 128];
  const shown = coloursOf(smallerPng(screenshot(colourAt)));
  expect(new Set(shown.map(String)).size).toBe(256);
  const furthest = all(colourAt).map((colour, at) =>
    Math.max(...colour.map((each, i) => Math.abs(each - shown[at]![i]!))),
  );
  expect(Math.max(...furthest)).toBeLessThan(110);
  expect(furthest.filter((far) => far === 0)).toHaveLength(256);
});

test('a picture of another kind is refused', () => {
  expect(() => smallerPng(screenshot(() => [0, 0, 0], 6))).toThrow('not a PNG');
});
