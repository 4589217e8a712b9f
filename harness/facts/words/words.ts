import { existsSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';

/** The name of a message: those that stand in the English file. */
export type WordsKey = keyof typeof import('./en/events.json');
export type WordsValues = Readonly<Record<string, string | number | undefined>>;

/** The language of what people read, such as `en` or `ko`; what is missing in it stands in English. */
export const language = (): string => process.env.KAFKA_LABS_LANGUAGE || 'en';

/** The messages of one language, compiled when first used. */
class Catalog {
  readonly #texts: Readonly<Record<string, string>>;
  readonly #compiled = new Map<string, IntlMessageFormat>();
  readonly #language: string;

  constructor(language: string) {
    this.#language = language;
    const file = new URL(`./${language}/events.json`, import.meta.url);
    this.#texts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  }

  format(key: string, values: WordsValues): string | undefined {
    const text = this.#texts[key];
    if (text === undefined) return undefined;
    return String(this.#messageOf(key, text).format(values as Record<string, string | number>));
  }

  /** Compiled once: a proxy tells each request in words. */
  #messageOf(key: string, text: string): IntlMessageFormat {
    const known = this.#compiled.get(key);
    if (known) return known;
    const message = new IntlMessageFormat(text, this.#language);
    this.#compiled.set(key, message);
    return message;
  }
}

const catalogs = new Map<string, Catalog>();

function catalogOf(language: string): Catalog {
  const catalog = catalogs.get(language) ?? new Catalog(language);
  catalogs.set(language, catalog);
  return catalog;
}

/** A message in words: in that language, else in English. Numbers are written without separators: offsets are names. */
export function words(key: WordsKey, values: WordsValues = {}, inLanguage = language()): string {
  const said = catalogOf(inLanguage).format(key, values) ?? catalogOf('en').format(key, values);
  if (said === undefined) throw new Error(`no language has the words ${key}`);
  return said;
}
