import { describe, expect, test } from 'vitest';
import { HEADER_BYTES, MAX_PAYLOAD_BYTES, type Packet, PacketSplitter, packetOf } from './packets.ts';

const told = ({ payload, sequence, isRest }: Packet) => [payload.toString(), sequence, isRest];
const stream = Buffer.concat([
  packetOf(0, Buffer.from('one')),
  packetOf(1, Buffer.alloc(0)),
  packetOf(255, Buffer.from('two')),
]);

describe('packets', () => {
  test('are the same whatever the chunks, down to single bytes', () => {
    for (let size = 1; size <= stream.length; size++) {
      const splitter = new PacketSplitter();
      const found: unknown[] = [];
      for (let at = 0; at < stream.length; at += size)
        for (const packet of splitter.push(stream.subarray(at, at + size))) found.push(told(packet));
      const packets = [
        ['one', 0, false],
        ['', 1, false],
        ['two', 255, false],
      ];
      expect(found, `chunks of ${size}`).toEqual(packets);
      expect(splitter.takeRest()).toEqual(Buffer.alloc(0));
    }
  });

  test('keep their bytes, header included', () => {
    const bytes = [...new PacketSplitter().push(stream)].map((packet) => packet.bytes);
    expect(Buffer.concat(bytes)).toEqual(stream);
  });

  test('that are not whole stay behind, and are given once they are asked for', () => {
    const splitter = new PacketSplitter();
    expect([...splitter.push(stream.subarray(0, 9))].map(told)).toEqual([['one', 0, false]]);
    expect(splitter.takeRest()).toEqual(stream.subarray(7, 9));
    expect(splitter.takeRest()).toEqual(Buffer.alloc(0));
  });

  test('of 16 MB are carried on by the next ones, also by an empty one', () => {
    const long = packetOf(0, Buffer.alloc(0));
    const full = Buffer.alloc(MAX_PAYLOAD_BYTES + HEADER_BYTES);
    full.writeUIntLE(MAX_PAYLOAD_BYTES, 0, 3);
    const splitter = new PacketSplitter();
    const found = [full, full, long, packetOf(0, Buffer.from('next'))].flatMap((chunk) => [...splitter.push(chunk)]);
    expect(found.map(({ isRest }) => isRest)).toEqual([false, true, true, false]);
    expect(found.map(({ payload }) => payload.length)).toEqual([MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES, 0, 4]);
  });
});
