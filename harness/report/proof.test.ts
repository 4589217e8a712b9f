import { expect, test } from 'vitest';
import type { VariantProof } from '../run/verify.ts';
import { proofLine } from './proof.ts';

const keyless: VariantProof = {
  kind: 'mistake',
  name: 'keyless',
  expected: 'no-key',
  outcome: 'failed',
  code: 'no-key',
  runs: 1,
  wrong: 0,
  inconclusive: 0,
  durationMs: 1,
  busy: 0,
  load: 0,
  database: undefined,
  problems: [],
};

test('a mistake that does no harm on this database server is not said to have got its diagnosis', () => {
  const harmless = { ...keyless, outcome: 'passed' as const, code: undefined };
  expect(proofLine(harmless)).toContain('passed: it does harm on another database server only (no-key)');
  expect(proofLine(keyless)).toContain(' no-key ');
});
