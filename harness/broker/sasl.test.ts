import { expect, test } from 'vitest';
import { authenticate } from './sasl.ts';

const USER = { username: 'kim', password: 'secret' };

test('PLAIN is one message: nobody, the name, the password', async () => {
  const sent: string[] = [];
  await authenticate({ mechanism: 'plain', ...USER }, async (message) => {
    sent.push(String(message));
    return Buffer.alloc(0);
  });
  expect(sent).toEqual(['\0kim\0secret']);
});

test('a broker that does not know the password either is refused', async () => {
  const answers = async (message: Buffer) => {
    const [, nonce] = /r=(.*)$/.exec(String(message)) ?? [];
    if (String(message).startsWith('n,,')) return Buffer.from(`r=${nonce}server,s=c2FsdA==,i=4096`);
    return Buffer.from('v=AAAA');
  };
  const login = authenticate({ mechanism: 'scram-sha-256', ...USER }, answers);
  await expect(login).rejects.toThrow('could not prove that it knows the password');
});

test('an answer to another client’s message is refused', async () => {
  const login = authenticate({ mechanism: 'scram-sha-512', ...USER }, async () =>
    Buffer.from('r=other,s=c2FsdA==,i=1'),
  );
  await expect(login).rejects.toThrow('another client’s nonce');
});
