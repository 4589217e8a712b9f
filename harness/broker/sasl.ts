import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SaslMechanism, Security } from './security.ts';

type Sasl = NonNullable<Security['sasl']>;

/** Sends the client's next message of an exchange and resolves with the server's. */
export type SaslStep = (message: Buffer) => Promise<Buffer>;

/** Proves to a broker who one is. Rejects where the server does not prove that it knows the password, too (SCRAM). */
export async function authenticate(sasl: Sasl, step: SaslStep): Promise<void> {
  if (sasl.mechanism === 'plain') {
    await step(Buffer.from(`\0${sasl.username}\0${sasl.password}`)); // RFC 4616
    return;
  }
  await scram(sasl, HASHES[sasl.mechanism], step);
}

const HASHES = {
  'scram-sha-256': { name: 'sha256', bytes: 32 },
  'scram-sha-512': { name: 'sha512', bytes: 64 },
} as const;

/** RFC 5802, without channel binding; Kafka's KIP-84. */
async function scram(
  { username, password }: Sasl,
  { name, bytes }: (typeof HASHES)[Exclude<SaslMechanism, 'plain'>],
  step: SaslStep,
): Promise<void> {
  const own = randomBytes(18).toString('base64');
  const clientFirst = `n=${username.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${own}`;
  const serverFirst = String(await step(Buffer.from(`n,,${clientFirst}`)));
  const { r: nonce = '', s: salt = '', i: rounds = '' } = attributes(serverFirst);
  if (!nonce.startsWith(own)) throw new Error('the broker answered another client’s nonce');
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), bytes, name);
  const hmac = (key: Buffer, text: string) => createHmac(name, key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const clientFinal = `c=biws,r=${nonce}`;
  const exchange = `${clientFirst},${serverFirst},${clientFinal}`;
  const signature = hmac(createHash(name).update(clientKey).digest(), exchange);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!));
  const serverFinal = attributes(String(await step(Buffer.from(`${clientFinal},p=${proof.toString('base64')}`))));
  const expected = hmac(hmac(salted, 'Server Key'), exchange);
  const told = Buffer.from(serverFinal.v ?? '', 'base64');
  if (told.length !== expected.length || !timingSafeEqual(told, expected))
    throw new Error('the broker could not prove that it knows the password');
}

/** `r=…,s=…,i=…` by name; a value may hold further `=`. */
const attributes = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
