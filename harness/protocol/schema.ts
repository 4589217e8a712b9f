import type { ByteReader, ByteWriter } from './bytes.ts';
import { array, type Codec, type Message, nullable, primitive, type TaggedFields, taggedFields } from './types.ts';

/** The schema of a request, a response or a part of one, compiled from a line of the dump. */
export interface Schema extends Codec {
  read(from: ByteReader): Message;
  /** Fields that `message` leaves out are written as their zero value. */
  write(to: ByteWriter, message: Message): void;
  readonly fields: ReadonlyMap<string, Codec>;
}

/** Compiles the notation that DumpSchemas.java prints, such as `{topics:A[{name:STRING}]}`. */
export function compileSchema(text: string): Schema {
  const parser = new Parser(text);
  const schema = parser.struct();
  parser.end();
  return schema;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  struct(): Schema {
    this.#expect('{');
    const fields = new Map<string, Codec>();
    let tags: TaggedFields | undefined;
    while (!this.#accept('}')) {
      const name = this.#word(/[a-z0-9_]+/iy);
      this.#expect(':');
      if (name === '_tagged_fields') tags = this.#tags();
      else fields.set(name, this.#type());
      this.#accept(' ');
    }
    return makeSchema(fields, tags);
  }

  end(): void {
    if (this.#at !== this.#text.length) throw this.#broken('the end');
  }

  #type(): Codec {
    if (this.#accept('?')) return nullable(this.#type());
    if (this.#text[this.#at] === '{') return this.struct();
    for (const [opening, compact] of [
      ['A[', false],
      ['C[', true],
    ] as const) {
      if (!this.#accept(opening)) continue;
      const element = this.#type();
      this.#expect(']');
      return array(compact, element);
    }
    return primitive(this.#word(/[A-Z0-9_]+/y));
  }

  #tags(): TaggedFields {
    this.#expect('T(');
    const known = new Map<number, [string, Codec]>();
    while (!this.#accept(')')) {
      const tag = Number(this.#word(/\d+/y));
      this.#expect('=');
      const name = this.#word(/[a-z0-9_]+/iy);
      this.#expect(':');
      known.set(tag, [name, this.#type()]);
      this.#accept(' ');
    }
    return taggedFields(known);
  }

  #word(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.#broken(String(pattern));
    this.#at += found.length;
    return found;
  }

  #accept(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.#broken(text);
  }

  #broken(wanted: string): Error {
    return new Error(`schema dump: wanted ${wanted} at ${this.#at} of ${this.#text}`);
  }
}

function makeSchema(fields: Map<string, Codec>, tags: TaggedFields | undefined): Schema {
  return {
    fields,
    get zero(): Message {
      return Object.fromEntries([...fields].map(([name, codec]) => [name, codec.zero]));
    },
    read: (from) => {
      const message: Message = {};
      for (const [name, codec] of fields) message[name] = codec.read(from);
      tags?.readInto(from, message);
      return message;
    },
    write: (to, message) => {
      for (const [name, codec] of fields)
        codec.write(to, message[name] ?? (message[name] === null ? null : codec.zero));
      tags?.writeFrom(to, message);
    },
  };
}
