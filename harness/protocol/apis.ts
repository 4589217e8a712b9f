import { readFileSync } from 'node:fs';
import type { ApiName } from './names.ts';
import { compileSchema, type Schema } from './schema.ts';

/** One version of one API of Kafka's protocol; its schemas are compiled when first used. */
export interface Api {
  readonly key: number;
  readonly name: ApiName;
  readonly version: number;
  /** 1 has a client id, 2 tagged fields too. */
  readonly requestHeader: number;
  /** 1 has tagged fields. ApiVersions always answers with 0 (KIP-511). */
  readonly responseHeader: number;
  readonly request: Schema;
  readonly response: Schema;
  /** Its answers tell clients where brokers are. */
  readonly hasAddresses: boolean;
}

interface Dump {
  apis: Map<string, Api>;
  names: Map<string, number>;
  errors: Map<number, string>;
}

let dump: Dump | undefined;
const loaded = (): Dump => {
  dump ??= parse(readFileSync(new URL('./schemas.txt', import.meta.url), 'utf8'));
  return dump;
};

/** The API with that key (or name) and version, or undefined where the dumped Kafka does not know it. */
export function findApi(keyOrName: number | string, version: number): Api | undefined {
  const { apis, names } = loaded();
  const key = typeof keyOrName === 'number' ? keyOrName : names.get(keyOrName);
  return apis.get(`${key} ${version}`);
}

export function allApis(): Api[] {
  return [...loaded().apis.values()];
}

/** Kafka's names of all its errors, in the sequence of their codes. */
export function allErrors(): string[] {
  return [...loaded().errors.values()];
}

/** The code of an error that Kafka names. Throws on a name that the dumped Kafka does not have. */
export function errorCode(name: string): number {
  for (const [code, known] of loaded().errors) if (known === name) return code;
  throw new Error(`Kafka has no error ${name}`);
}

/** Kafka's name of an error code, such as REQUEST_TIMED_OUT for 7. */
export function errorName(code: number): string {
  return loaded().errors.get(code) ?? `UNKNOWN_ERROR_CODE_${code}`;
}

function parse(text: string): Dump {
  const result: Dump = { apis: new Map(), names: new Map(), errors: new Map() };
  let head: string[] = [];
  let request = '';
  let response = '';
  for (const line of text.split('\n')) {
    const [kind, ...rest] = line.split(' ');
    const value = rest.join(' ');
    if (kind === 'api') head = rest;
    else if (kind === 'req') request = value === '=' ? request : value;
    else if (kind === 'res') {
      response = value === '=' ? response : value;
      const api = makeApi(head, request, response);
      result.apis.set(`${api.key} ${api.version}`, api);
      result.names.set(api.name, api.key);
    } else if (kind === 'error') result.errors.set(Number(rest[0]), rest[1]!);
  }
  return result;
}

function makeApi(head: string[], request: string, response: string): Api {
  const [key, name, version, requestHeader, responseHeader] = head;
  let compiledRequest: Schema | undefined;
  let compiledResponse: Schema | undefined;
  return {
    key: Number(key),
    name: name as ApiName,
    version: Number(version),
    hasAddresses: /\bhost:\w*STRING port:INT32/.test(response),
    requestHeader: Number(requestHeader),
    responseHeader: Number(responseHeader),
    get request() {
      compiledRequest ??= compileSchema(request);
      return compiledRequest;
    },
    get response() {
      compiledResponse ??= compileSchema(response);
      return compiledResponse;
    },
  };
}
