import { expect, test } from 'vitest';
import { commonDiagnoses, rankedDiagnoses } from './common.ts';
import { type DiagnosisText, rootCause } from './diagnosis.ts';

const lab = { 'acks-one': { title: 't', why: 'w', section: 's', hints: ['1', '2', '3'] } satisfies DiagnosisText };
const among = (...codes: string[]): string | undefined =>
  rootCause(
    codes.map((code) => ({ code })),
    rankedDiagnoses(lab),
  )?.code;

test('what keeps a program from being judged ranks above a lab’s own diagnoses', () => {
  for (const code of [
    'does-not-compile',
    'missing-decision',
    'not-loaded',
    'missing-export',
    'exited-early',
    'crashed',
  ])
    expect(among('acks-one', code)).toBe(code);
});

test('what says only that something is wrong ranks below them', () => {
  for (const code of ['never-settled', 'threw']) expect(among(code, 'acks-one')).toBe('acks-one');
});

test('a file that does not compile explains all else', () => {
  expect(among(...Object.keys(commonDiagnoses).reverse())).toBe('does-not-compile');
});

test('all diagnoses of a lab are its own and the common ones', () => {
  expect(Object.keys(rankedDiagnoses(lab)).sort()).toEqual([...Object.keys(commonDiagnoses), 'acks-one'].sort());
});
