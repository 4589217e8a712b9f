import { describe, expect, test } from 'vitest';
import type { LabProof, VariantProof } from '../run/verify.ts';
import { proofLine, proofPage, proofPageName } from './proof.ts';

const variant = (name: string, runs = 1, wrong = 0): VariantProof => ({
  kind: 'mistake',
  name,
  expected: 'no-key',
  outcome: 'failed',
  code: 'no-key',
  runs,
  wrong,
  inconclusive: 0,
  durationMs: 1,
  problems: [],
});
const lab = (name: string, ...variants: VariantProof[]): LabProof => ({ lab: name, variants });
const headings = (page: string) => [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name);

test('a mistake that does no harm on this database server is not said to have got its diagnosis', () => {
  const harmless = { ...variant('of-mariadb'), outcome: 'passed' as const, code: undefined };
  expect(proofLine(harmless)).toContain('passed: it does harm on another database server only (no-key)');
  expect(proofLine(variant('keyless'))).toContain(' no-key ');
});

describe('the page of what is proved', () => {
  test('tells for each variant what it must be, what it was, and how often', () => {
    const page = proofPage([lab('00-first-record', variant('keyless', 5, 1))]);
    expect(page).toContain('| mistake keyless | no-key | no-key | 4 of 5 |');
  });

  test('keeps the labs that were not tried, in the order of their numbers', () => {
    const before = proofPage([lab('00-first-record', variant('old')), lab('03-commits', variant('old'))]);
    const page = proofPage([lab('01-acks', variant('new')), lab('03-commits', variant('new'))], before);
    expect(headings(page)).toEqual(['00-first-record', '01-acks', '03-commits']);
    expect(page.match(/mistake old/g)).toHaveLength(1);
    expect(page.match(/mistake new/g)).toHaveLength(2);
  });

  test('is another one for each runtime, and says which', () => {
    expect(['local', 'containers'].map(proofPageName)).toEqual(['verified.md', 'verified-containers.md']);
    expect(proofPage([], '', 'containers')).toContain('# What is proved of the course, in containers');
    expect(proofPage([])).not.toContain('in containers');
  });

  test('is the same when the same is proved again', () => {
    const proofs = [lab('00-first-record', variant('a')), lab('01-acks', variant('b'))];
    expect(proofPage(proofs, proofPage(proofs))).toBe(proofPage(proofs));
  });
});
