import { describe, expect, test } from 'vitest';
import { type Api, findApi } from './apis.ts';
import { decodeResponse, encodeRequest, FrameSplitter } from './frame.ts';

const frame = (payload: string): Buffer => {
  const bytes = Buffer.from(payload);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const split = (chunks: readonly Buffer[]): string[] => {
  const splitter = new FrameSplitter();
  return chunks.flatMap((chunk) => [...splitter.push(chunk)]).map((whole) => whole.toString('hex'));
};

describe('the splitter', () => {
  const frames = [frame('orders'), frame(''), frame('payments and deliveries')];
  const stream = Buffer.concat(frames);
  const whole = frames.map((one) => one.toString('hex'));

  test('a frame that is cut anywhere comes out whole', () => {
    for (let first = 0; first <= stream.length; first++)
      for (let second = first; second <= stream.length; second++)
        expect(split([stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)])).toEqual(
          whole,
        );
  });

  test('frames that arrive byte by byte come out whole', () => {
    expect(split([...stream].map((byte) => Buffer.from([byte])))).toEqual(whole);
  });

  test('a frame without its last byte is kept back', () => {
    expect(split([stream.subarray(0, -1)])).toEqual(whole.slice(0, 2));
  });

  test('a negative length throws', () => {
    expect(() => split([Buffer.from('ffffffff', 'hex')])).toThrow('a frame of -1 bytes');
  });
});

const api = (name: string, version: number): Api => findApi(name, version)!;

describe('a request', () => {
  test('of an old version has the client id in its header and no tagged fields', () => {
    const bytes = encodeRequest(api('ListOffsets', 1), 7, 'shop', { replica_id: -1, topics: [] });
    expect(bytes.toString('hex')).toBe(
      ['00000016', '0002', '0001', '00000007', '000473686f70', 'ffffffff', '00000000'].join(''),
    );
  });

  test('of a flexible version has an empty set of tagged fields after its header', () => {
    const bytes = encodeRequest(api('Metadata', 9), 1, null, { topics: null, allow_auto_topic_creation: false });
    expect(bytes.toString('hex')).toBe(
      ['00000010', '0003', '0009', '00000001', 'ffff', '00', '00', '00', '00', '00', '00'].join(''),
    );
  });
});

describe('a response', () => {
  // FindCoordinator v3, built by hand: header with tags, throttle, error, message, node, host, port, tags.
  const answer = Buffer.from(
    ['0000001f', '0000002a', '00', '00000000', '0000', '00', '00000002', '0a3132372e302e302e31', '00002384', '00'].join(
      '',
    ),
    'hex',
  );

  test('that was built by hand decodes to its fields', () => {
    expect(decodeResponse(api('FindCoordinator', 3), answer)).toEqual({
      correlationId: 42,
      body: {
        throttle_time_ms: 0,
        error_code: 0,
        error_message: null,
        node_id: 2,
        host: '127.0.0.1',
        port: 9092,
      },
    });
  });

  test('with bytes left over throws, and says whose they are', () => {
    const longer = Buffer.concat([answer, Buffer.alloc(3)]);
    expect(() => decodeResponse(api('FindCoordinator', 3), longer)).toThrow('FindCoordinator v3: 3 bytes left over');
  });

  test('that is cut anywhere throws', () => {
    for (let end = 4; end < answer.length; end++)
      expect(() => decodeResponse(api('FindCoordinator', 3), answer.subarray(0, end))).toThrow(RangeError);
  });

  test('of ApiVersions has no tagged fields in its header, whatever its version', () => {
    expect(api('ApiVersions', 3).responseHeader).toBe(0);
  });
});
