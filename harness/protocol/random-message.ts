import { readFileSync } from 'node:fs';
import type { SeededRandom } from '../seeded-random.ts';
import type { Message, Value } from './types.ts';

/** The schema lines of the dump, in the order of `allApis()`. */
export function schemaTexts(): { request: string; response: string }[] {
  const dump = readFileSync(new URL('./schemas.txt', import.meta.url), 'utf8');
  const texts: { request: string; response: string }[] = [];
  for (const [, kind, text] of dump.matchAll(/^(req|res) (.*)$/gm)) {
    const before = texts.at(-1);
    if (kind === 'req') texts.push({ request: text === '=' ? before!.request : text!, response: '' });
    else before!.response = text === '=' ? texts.at(-2)!.response : text!;
  }
  return texts;
}

/** For tests: random values of a schema in the dump's notation, read here by other code than the codec's. */
export class RandomMessages {
  readonly #random: SeededRandom;
  #rest: string[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  of(schema: string): Message {
    this.#rest = schema.match(/[{}()[\]?:=]|_tagged_fields|[A-Za-z0-9_]+/g)!.reverse();
    return this.#value() as Message;
  }

  #value(): Value {
    const word = this.#rest.pop()!;
    if (word === '?') return this.#orNull(this.#value());
    if (word === '{') return this.#struct();
    if (word === 'A' || word === 'C') return this.#array();
    return this.#primitive(word);
  }

  #struct(): Message {
    const message: Message = {};
    for (let name = this.#rest.pop()!; name !== '}'; name = this.#rest.pop()!) {
      this.#rest.pop(); // :
      if (name === '_tagged_fields') this.#tags(message);
      else message[name] = this.#value();
    }
    return message;
  }

  #tags(message: Message): void {
    this.#rest.splice(-2); // T(
    while (this.#rest.pop() !== ')') {
      const [, name] = this.#rest.splice(-3).reverse(); // = name :
      const value = this.#value();
      if (this.#random.chance(0.5)) message[name!] = value;
    }
    if (this.#random.chance(0.2)) message['?90'] = this.#random.bytes(this.#random.below(200));
  }

  #array(): Value {
    this.#rest.pop(); // [
    const element = this.#rest.slice();
    const items = Array.from({ length: 1 + this.#random.below(3) }, () => {
      this.#rest = element.slice();
      return this.#value();
    });
    this.#rest.pop(); // ]
    return this.#orNull(this.#random.chance(0.2) ? [] : items);
  }

  #primitive(type: string): Value {
    const random = this.#random;
    if (type.includes('NULLABLE_') && random.chance(0.2)) return null;
    if (type.endsWith('STRING')) return random.pick(['', 'orders', '주문', 'x'.repeat(random.below(300))]);
    if (type.endsWith('BYTES') || type.endsWith('RECORDS')) return random.bytes(random.below(300));
    const bits = random.bytes(16);
    switch (type) {
      case 'BOOLEAN':
        return random.chance(0.5);
      case 'INT8':
        return bits.readInt8();
      case 'INT16':
        return bits.readInt16BE();
      case 'UINT16':
        return bits.readUInt16BE();
      case 'INT32':
        return bits.readInt32BE();
      case 'UINT32':
        return bits.readUInt32BE();
      case 'INT64':
        return bits.readBigInt64BE();
      case 'FLOAT64':
        return random.next() * 1e9;
      case 'UUID':
        return bits.toString('base64url');
      default:
        throw new Error(`no random value for ${type}`);
    }
  }

  #orNull(value: Value): Value {
    return this.#random.chance(0.1) ? null : value;
  }
}
