import { describe, expect, test } from 'vitest';
import { ownLines } from './own-lines.ts';

const STUB = `export async function work(order: Order) {
  return todo('1: charge and commit');
}
`;

const SOLUTION = `export async function work(order: Order) {
  await charge(order);
  await commit(order);
  await tell(order);
}
`;

const of = (mistake: string) => ownLines({ mistake, solution: SOLUTION, stub: STUB });

/** What is told of a mistake that has these lines in the function's body. */
const body = (...lines: string[]) => of(`export async function work(order: Order) {\n${lines.join('\n')}\n}\n`);

describe('of a mistake is told', () => {
  test('each line that the solution has not, by its number', () => {
    expect(body('  await charge(order);', '  void commit(order);', '  await tell(order);')).toEqual([
      { at: 3, text: '  void commit(order);' },
    ]);
  });

  test('that something is taken out, and not what', () => {
    expect(body('  await charge(order);')).toEqual([{ note: 'something is taken out' }]);
  });

  test('where a line of the solution is moved to, and not the line', () => {
    expect(body('  await commit(order);', '  await charge(order);', '  await tell(order);')).toEqual([
      { at: expect.any(Number), note: 'a line of the solution, moved here' },
    ]);
  });

  test('where a line of the solution stands once more', () => {
    const lines = [
      '  await charge(order);',
      '  await charge(order);',
      '  await commit(order);',
      '  await tell(order);',
    ];
    expect(body(...lines)).toEqual([{ at: expect.any(Number), note: 'a line of the solution, once more' }]);
  });

  test('what is wrapped around lines of the solution, and of those that they are as they were', () => {
    const lines = [
      '  try {',
      '    await charge(order);',
      '    await commit(order);',
      '  } catch (error) {',
      '    log(error);',
    ];
    expect(body(...lines, '  }', '  await tell(order);')).toEqual([
      { at: 2, text: '  try {' },
      { at: 3, note: 'as in the solution' },
      { at: 5, text: '  } catch (error) {' },
      { at: 6, text: '    log(error);' },
      { at: 7, text: '  }' },
    ]);
  });

  test('a line that the stub has, too: everybody knows it', () => {
    const text = "  return todo('1: charge and commit');";
    expect(body('  await charge(order);', '  await commit(order);', text)).toEqual([{ at: 4, text }]);
  });

  test('nothing of imports, comments and blank lines', () => {
    const beside = [
      "import { log } from './log.ts';",
      '',
      '/** Works. */',
      SOLUTION.replace('tell(', 'log('),
      '// the end',
    ];
    expect(of(beside.join('\n'))).toEqual([{ at: 7, text: '  await log(order);' }]);
  });
});
