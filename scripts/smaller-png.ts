import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const RGB = 2;
const PALETTE = 3;
const COLOURS = 256;

/**
 * A screenshot in less than half of its bytes: with the 256 colours that it has most of (those of letters' edges become the
 * nearest one), one byte a pixel, compressed as well as can be; a browser compresses for speed. Throws on a PNG of another
 * kind than a browser makes.
 */
export function smallerPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = Buffer.from(chunks.find(({ type }) => type === 'IHDR')!.data);
  const width = header.readUInt32BE(0);
  if (header[8] !== 8 || header[9] !== RGB || header[12] !== 0) throw new Error('not a PNG as a browser makes it');
  const data = chunks.filter(({ type }) => type === 'IDAT').map((each) => each.data);
  const lines = unfiltered(inflateSync(Buffer.concat(data)), width * 3);
  const { palette, indices } = withPalette(lines, width);
  header[9] = PALETTE;
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(indices, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

export function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** Each line behind the number of its filter, which is 0 afterwards: the bytes are the colours themselves. */
function unfiltered(lines: Buffer, width: number): Buffer {
  const plain = Buffer.from(lines);
  for (let start = 0; start < plain.length; start += width + 1) {
    const filter = plain[start]!;
    plain[start] = 0;
    for (let x = 1; x <= width; x++) {
      const left = x > 3 ? plain[start + x - 3]! : 0;
      const above = start > 0 ? plain[start + x - width - 1]! : 0;
      const corner = start > 0 && x > 3 ? plain[start + x - width - 4]! : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!;
      plain[start + x] = plain[start + x]! + guess; // a byte: what is over 255 begins anew
    }
  }
  return plain;
}

function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(left + above - corner - each));
  if (toLeft! <= toAbove! && toLeft! <= toCorner!) return left;
  return toAbove! <= toCorner! ? above : corner;
}

function withPalette(lines: Buffer, width: number): { palette: number[]; indices: Buffer } {
  const pixels: number[] = [];
  for (let start = 0; start < lines.length; start += width * 3 + 1)
    for (let x = 0; x < width; x++) pixels.push(lines.readUIntBE(start + 1 + x * 3, 3));
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = byCount.slice(0, COLOURS);
  const places = new Map(byCount.map((colour) => [colour, nearest(colour, palette)]));
  const height = pixels.length / width;
  const indices = Buffer.alloc(height * (width + 1)); // each line behind its filter, which is 0
  pixels.forEach((pixel, at) => {
    indices[at + Math.floor(at / width) + 1] = places.get(pixel)!;
  });
  return { palette, indices };
}

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map((other) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
