import { describe, expect, test } from 'vitest';
import { HarnessError } from '../errors.ts';
import { applyEdits } from './apply-edits.ts';
import type { Edits } from './define-mistakes.ts';

const FILE = { mistake: 'Lab 03-commits, mistake late-commit', path: 'solutions/03-commits/worker.ts' };

const WORKER = `export async function work(order: Order) {
  await charge(order);

  await commit(order);

  return order;
}
`;

const edited = (edits: Edits, text = WORKER): string => applyEdits(text, edits, FILE);

function refusal(edits: Edits): HarnessError {
  try {
    edited(edits);
  } catch (error) {
    if (error instanceof HarnessError) return error;
  }
  return expect.unreachable('the edits were made');
}

describe('an edit', () => {
  test('changes a part of a line, and nothing else', () => {
    expect(edited({ 'await commit': 'void commit' })).toBe(WORKER.replace('await commit', 'void commit'));
  });

  test('of several lines keeps what stands around them', () => {
    const swap = { '(order);\n\n  await commit': '(1);\n\n  await commitAll' };
    expect(edited(swap)).toContain('  await charge(1);\n\n  await commitAll(order);\n');
  });

  test('takes the whole line out where it leaves it blank, and of two blank lines that meet one', () => {
    expect(edited({ 'await commit(order);': '' })).toBe(WORKER.replace('  await commit(order);\n\n', ''));
    expect(edited({ 'await commit(order);\n': '' })).toBe(WORKER.replace('  await commit(order);\n\n', ''));
    expect(edited({ 'await charge(order);': '' })).toBe(WORKER.replace('  await charge(order);\n', ''));
  });

  test('that takes out a part of a line leaves the rest of the line', () => {
    expect(edited({ 'await commit': '' })).toContain('\n  (order);\n');
  });

  test('may be of the first line, and of a last line that does not end', () => {
    expect(edited({ 'one\n': '' }, 'one\ntwo')).toBe('two');
    expect(edited({ two: '' }, 'one\ntwo')).toBe('one\n');
  });
});

test('edits are made all at once: what one writes is no place for another', () => {
  expect(edited({ charge: 'commit', 'await commit': 'await charge' })).toBe(
    WORKER.replace('charge', '#').replace('commit', 'charge').replace('#', 'commit'),
  );
});

describe('a mistake is refused, with its name and the old text,', () => {
  test.each([
    ['never', 'await refund', 'never'],
    ['twice', '(order);', '2 times'],
  ])('where that occurs %s', (_, old, times) => {
    const { code, what, why, next } = refusal({ [old]: 'await pay' });
    expect(code).toBe('MISTAKE_BROKEN');
    expect(what).toBe(`${FILE.mistake}: an edit does not fit ${FILE.path}.`);
    expect(why).toContain(`occurs ${times}: “${old}”.`);
    expect(next).toContain('solutions/03-commits/worker.mistakes.ts');
  });

  test('where that is empty', () => {
    expect(refusal({ '': 'anything' }).why).toContain('occurs never');
  });

  test('where two edits overlap', () => {
    const { what, why } = refusal({ 'await commit': 'void commit', 'commit(order)': 'commit()' });
    expect(what).toBe(`${FILE.mistake}: two edits overlap in ${FILE.path}.`);
    expect(why).toContain('“await commit” and “commit(order)”');
  });

  test('where one edit takes out the line that another one changes', () => {
    expect(refusal({ 'await commit(order);': '', 'commit(order);': 'commit();' }).what).toContain('overlap');
  });
});
