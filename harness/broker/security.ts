import { readFileSync } from 'node:fs';
import { HarnessError } from '../errors.ts';

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** How brokers are connected to, in kafkajs's words. Without it connections are plain TCP. */
export interface Security {
  /** True: with the certificates that Node trusts. `ca`: the path of a PEM file with others. */
  ssl?: boolean | { ca: string };
  sasl?: { mechanism: SaslMechanism; username: string; password: string };
}

const MECHANISMS: readonly string[] = ['plain', 'scram-sha-256', 'scram-sha-512'];

let known: { text: string; security: Security | undefined } | undefined;

/** What KAFKA_LABS_KAFKA_CONFIG says, which is JSON or the path of a file with JSON. Throws KAFKA_CONFIG_WRONG. */
export function securityFromEnvironment(text = process.env.KAFKA_LABS_KAFKA_CONFIG ?? ''): Security | undefined {
  if (known?.text !== text) known = { text, security: text === '' ? undefined : parseSecurity(text) };
  return known.security;
}

function parseSecurity(text: string): Security {
  const isJson = text.trimStart().startsWith('{');
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(isJson ? text : readFileSync(text, 'utf8'));
  } catch (error) {
    // A file’s content may be a password: it is not repeated.
    throw wrong(isJson ? 'it begins like JSON and is none' : `the file ${text} cannot be read as JSON`, error);
  }
  const { ssl, sasl, ...others } = parsed;
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong(`“${other}” is not known; it may hold ssl and sasl`);
  const isCa = typeof (ssl as { ca?: unknown } | null | undefined)?.ca === 'string';
  if (ssl !== undefined && typeof ssl !== 'boolean' && !isCa)
    throw wrong('ssl is true, or { "ca": "path of a PEM file" }');
  if (sasl !== undefined) mustBeSasl(sasl);
  return parsed as Security;
}

function mustBeSasl(sasl: unknown): void {
  const { mechanism, username, password } = (sasl ?? {}) as Record<string, unknown>;
  if (!MECHANISMS.includes(mechanism as string)) throw wrong(`sasl.mechanism is one of ${MECHANISMS.join(', ')}`);
  if (typeof username !== 'string' || typeof password !== 'string') throw wrong('sasl wants a username and a password');
}

const wrong = (why: string, cause?: unknown): HarnessError =>
  new HarnessError({
    code: 'KAFKA_CONFIG_WRONG',
    what: 'KAFKA_LABS_KAFKA_CONFIG is not understood.',
    why: `${why[0]!.toUpperCase()}${why.slice(1)}.`,
    next: 'Set it to JSON such as {"ssl":true,"sasl":{"mechanism":"plain","username":"…","password":"…"}}, or to the path of a file with it.',
    cause,
  });
