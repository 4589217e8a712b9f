import type { Api } from './apis.ts';
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
  #parts: Buffer[] = [];
  #length = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= 4) {
      if (this.#parts[0]!.length < 4) this.#parts = [Buffer.concat(this.#parts)];
      const size = this.#parts[0]!.readInt32BE(0) + 4;
      if (size < 4) throw new RangeError(`a frame of ${size - 4} bytes`);
      if (this.#length < size) return;
      const whole = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
      this.#length -= size;
      this.#parts = this.#length > 0 ? [whole.subarray(size)] : [];
      yield whole.subarray(0, size);
    }
  }
}
