import { ByteReader, ByteWriter } from './bytes.ts';

/** A decoded message: Kafka's own field names; INT64 as bigint, UUID as base64url, absent as null. */
export interface Message {
  [field: string]: Value;
}
export type Value = string | number | bigint | boolean | null | Buffer | Value[] | Message;

/** Reads and writes one type of Kafka's protocol. */
export interface Codec {
  read(from: ByteReader): Value;
  write(to: ByteWriter, value: Value): void;
  /** The value that an absent field has. */
  readonly zero: Value;
  /** The type of an array's elements. */
  readonly element?: Codec;
}

type IntegerName = 'Int8' | 'Int16BE' | 'UInt16BE' | 'Int32BE' | 'UInt32BE' | 'DoubleBE';

function number(length: number, name: IntegerName): Codec {
  return {
    zero: 0,
    read: (from) => from.take(length)[`read${name}`](),
    write: (to, value) => {
      const start = to.reserve(length);
      to.buffer[`write${name}`](value as number, start);
    },
  };
}

const int8 = number(1, 'Int8');
const int16 = number(2, 'Int16BE');
const int32 = number(4, 'Int32BE');

/** Compact lengths are stored plus one, so that zero means null (KIP-482). */
const compactLength: Codec = {
  zero: 0,
  read: (from) => from.unsignedVarint() - 1,
  write: (to, value) => to.unsignedVarint((value as number) + 1),
};

function sized(length: Codec, text: boolean, nullable: boolean): Codec {
  return {
    zero: nullable ? null : text ? '' : Buffer.alloc(0),
    read: (from) => {
      const size = length.read(from) as number;
      if (size < 0) return null;
      const bytes = from.take(size);
      return text ? bytes.toString('utf8') : bytes;
    },
    write: (to, value) => {
      if (value === null) return length.write(to, -1);
      const bytes = text ? Buffer.from(value as string) : (value as Buffer);
      length.write(to, bytes.length);
      to.bytes(bytes);
    },
  };
}

const primitives = new Map<string, Codec>([
  ['BOOLEAN', { zero: false, read: (f) => int8.read(f) !== 0, write: (t, v) => int8.write(t, v ? 1 : 0) }],
  ['INT8', int8],
  ['INT16', int16],
  ['UINT16', number(2, 'UInt16BE')],
  ['INT32', int32],
  ['UINT32', number(4, 'UInt32BE')],
  ['FLOAT64', number(8, 'DoubleBE')],
  [
    'INT64',
    {
      zero: 0n,
      read: (from) => from.int64(),
      write: (to, value) => {
        const start = to.reserve(8);
        to.buffer.writeBigInt64BE(value as bigint, start);
      },
    },
  ],
  [
    'UUID',
    {
      zero: 'AAAAAAAAAAAAAAAAAAAAAA',
      read: (from) => from.take(16).toString('base64url'),
      write: (to, value) => to.bytes(Buffer.from(value as string, 'base64url')),
    },
  ],
]);
for (const nullable of [false, true]) {
  const prefix = nullable ? 'NULLABLE_' : '';
  primitives.set(`${prefix}STRING`, sized(int16, true, nullable));
  primitives.set(`COMPACT_${prefix}STRING`, sized(compactLength, true, nullable));
  for (const bytes of ['BYTES', 'RECORDS']) {
    primitives.set(prefix + bytes, sized(int32, false, nullable));
    primitives.set(`COMPACT_${prefix}${bytes}`, sized(compactLength, false, nullable));
  }
}

/** The codec of a primitive type by Kafka's name for it. Throws on a name that the dump should not contain. */
export function primitive(name: string): Codec {
  const codec = primitives.get(name);
  if (!codec) throw new Error(`unknown protocol type ${name}`);
  return codec;
}

export function array(compact: boolean, element: Codec): Codec {
  const length = compact ? compactLength : int32;
  return {
    zero: [],
    element,
    read: (from) => {
      const size = length.read(from) as number;
      if (size < 0) return null;
      // An element takes at least one byte: a longer array is a broken frame, not a reason to allocate.
      if (size > from.remaining) throw new RangeError(`an array of ${size} in ${from.remaining} bytes`);
      return Array.from({ length: size }, () => element.read(from));
    },
    write: (to, value) => {
      if (value === null) return length.write(to, -1);
      const items = value as Value[];
      length.write(to, items.length);
      for (const item of items) element.write(to, item);
    },
  };
}

export function nullable(inner: Codec): Codec {
  return {
    zero: null,
    read: (from) => ((int8.read(from) as number) < 0 ? null : inner.read(from)),
    write: (to, value) => {
      int8.write(to, value === null ? -1 : 1);
      if (value !== null) inner.write(to, value);
    },
  };
}

/** Tagged fields: the known ones become fields of their message, unknown ones stay raw under `?tag`. */
export interface TaggedFields {
  readInto(from: ByteReader, message: Message): void;
  writeFrom(to: ByteWriter, message: Message): void;
}

export function taggedFields(known: Map<number, [name: string, codec: Codec]>): TaggedFields {
  return {
    readInto: (from, message) => {
      for (let left = from.unsignedVarint(); left > 0; left--) {
        const tag = from.unsignedVarint();
        const bytes = from.take(from.unsignedVarint());
        const field = known.get(tag);
        if (field) message[field[0]] = field[1].read(new ByteReader(bytes));
        else message[`?${tag}`] = bytes;
      }
    },
    writeFrom: (to, message) => {
      const present: [tag: number, bytes: Buffer][] = [];
      for (const [tag, [name, codec]] of known) {
        const value = message[name];
        if (value === undefined) continue;
        const bytes = new ByteWriter();
        codec.write(bytes, value);
        present.push([tag, bytes.finish()]);
      }
      for (const [name, value] of Object.entries(message))
        if (name.startsWith('?')) present.push([Number(name.slice(1)), value as Buffer]);
      present.sort(([a], [b]) => a - b);
      to.unsignedVarint(present.length);
      for (const [tag, bytes] of present) {
        to.unsignedVarint(tag);
        to.unsignedVarint(bytes.length);
        to.bytes(bytes);
      }
    },
  };
}
