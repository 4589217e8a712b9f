import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { type DiagnosisTable, type DiagnosisText, diagnose, MAX_EVIDENCE, rootCause } from './diagnosis.ts';

const text = (title: string): DiagnosisText => ({ title, why: 'w', section: 's', hints: ['1', '2', '3'] });
const table: DiagnosisTable = { 'no-key': text('No key.'), 'acks-one': text('One ack.'), lost: text('Lost.') };
const events = (count: number): HistoryEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    n: index + 1,
    atMs: index,
    actor: 'you',
    text: `event ${index}`,
    details: { kind: 'note' },
  }));

describe('a diagnosis', () => {
  test('is what the table says of its code, with the evidence', () => {
    expect(diagnose('acks-one', table, events(2))).toEqual({
      code: 'acks-one',
      ...text('One ack.'),
      evidence: events(2),
    });
  });

  test('shows the first five events and no more', () => {
    expect(MAX_EVIDENCE).toBe(5);
    expect(diagnose('lost', table, events(9)).evidence).toEqual(events(5));
  });

  test('tells its events in the order in which they happened', () => {
    const evidence = events(3);
    expect(diagnose('lost', table, evidence.toReversed()).evidence).toEqual(evidence);
  });

  test('of a code that nobody described is a bug', () => {
    expect(() => diagnose('dull', table, [])).toThrow('no diagnosis dull is described');
  });
});

describe('the root cause', () => {
  test('is the highest in the table, whatever was found first', () => {
    const found = [{ code: 'lost' }, { code: 'acks-one' }, { code: 'lost' }];
    expect(rootCause(found, table)).toBe(found[1]);
  });

  test('of two with one code is the first that was found', () => {
    const found = [
      { code: 'lost', check: 1 },
      { code: 'lost', check: 2 },
    ];
    expect(rootCause(found, table)).toBe(found[0]);
  });

  test('of nothing is none', () => {
    expect(rootCause([], table)).toBeUndefined();
  });

  test('does not put the list that it is given in another order', () => {
    const found = [{ code: 'lost' }, { code: 'no-key' }];
    rootCause(found, table);
    expect(found.map(({ code }) => code)).toEqual(['lost', 'no-key']);
  });
});
