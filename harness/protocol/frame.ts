import { type Api, findApi } from './apis.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type Message, primitive, taggedFields } from './types.ts';

const int16 = primitive('INT16');
const int32 = primitive('INT32');
const clientIdType = primitive('NULLABLE_STRING');
const noTags = taggedFields(new Map());

/** A whole request frame, its length prefix included. */
export function encodeRequest(api: Api, correlationId: number, clientId: string | null, body: Message): Buffer {
  const to = new ByteWriter();
  to.reserve(4);
  int16.write(to, api.key);
  int16.write(to, api.version);
  int32.write(to, correlationId);
  clientIdType.write(to, clientId);
  if (api.requestHeader >= 2) noTags.writeFrom(to, {});
  api.request.write(to, body);
  return withLength(to);
}

/** What stands before the body of every request; `body` is undefined where this Kafka version's dump does not know the API. */
export interface RequestFrame {
  key: number;
  version: number;
  correlationId: number;
  clientId: string | null;
  api: Api | undefined;
  body: Message | undefined;
}

/** Decodes a request frame (length prefix included). Throws when bytes are missing or left over. */
export function decodeRequest(frame: Buffer): RequestFrame {
  const from = new ByteReader(frame, 4);
  const key = from.int16();
  const version = from.int16();
  const correlationId = from.int32();
  const clientId = clientIdType.read(from) as string | null;
  const api = findApi(key, version);
  if (!api) return { key, version, correlationId, clientId, api, body: undefined };
  if (api.requestHeader >= 2) noTags.readInto(from, {});
  const body = api.request.read(from);
  if (from.remaining > 0) throw new RangeError(`${api.name} v${version}: ${from.remaining} bytes left over`);
  return { key, version, correlationId, clientId, api, body };
}

/** A whole response frame, its length prefix included. */
export function encodeResponse(api: Api, correlationId: number, body: Message): Buffer {
  const to = new ByteWriter();
  to.reserve(4);
  int32.write(to, correlationId);
  if (api.responseHeader >= 1) noTags.writeFrom(to, {});
  api.response.write(to, body);
  return withLength(to);
}

/** Decodes a response frame (length prefix included). Throws when bytes are missing or left over. */
export function decodeResponse(api: Api, frame: Buffer): { correlationId: number; body: Message } {
  const from = new ByteReader(frame, 4);
  const correlationId = from.int32();
  if (api.responseHeader >= 1) noTags.readInto(from, {});
  const body = api.response.read(from);
  if (from.remaining > 0) throw new RangeError(`${api.name} v${api.version}: ${from.remaining} bytes left over`);
  return { correlationId, body };
}

function withLength(to: ByteWriter): Buffer {
  const frame = to.finish();
  frame.writeInt32BE(frame.length - 4, 0);
  return frame;
}

/** Cuts a byte stream into frames, however the stream is split into chunks. */
export class FrameSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;

  /** `maxBytes`: a frame that says it is longer is none; by default any length that a frame can say. */
  constructor({ maxBytes = 0x7fffffff } = {}) {
    this.#maxBytes = maxBytes;
  }

  /** What came after the last whole frame; it is no longer part of the stream then. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return rest;
  }

  /** Yields each whole frame. Throws RangeError at a length that no frame can have; `takeRest` gives what came since then. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= 4) {
      if (this.#parts[0]!.length < 4) this.#parts = [Buffer.concat(this.#parts)];
      const size = this.#parts[0]!.readInt32BE(0) + 4;
      if (size < 4 || size - 4 > this.#maxBytes) throw new RangeError(`a frame of ${size - 4} bytes`);
      if (this.#length < size) return;
      const whole = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
      this.#length -= size;
      this.#parts = this.#length > 0 ? [whole.subarray(size)] : [];
      yield whole.subarray(0, size);
    }
  }
}
