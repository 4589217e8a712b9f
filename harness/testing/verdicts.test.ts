import { expect, test } from 'vitest';
import { type CodeOf, defineLab } from '../course/define-lab.ts';
import { CheckFailure, type Fail, judging } from './verdicts.ts';

const lab = defineLab({
  title: 'Orders',
  goal: 'Keep orders.',
  minutes: 1,
  shape: 'one',
  files: ['orders.ts'],
  tasks: ['orders'],
  decisions: [],
  diagnoses: {
    'order-lost': { title: 'An order is lost.', why: 'It was not kept.', section: 'your-task', hints: ['a', 'b', 'c'] },
  },
  mistakes: {},
});
const fail: Fail<CodeOf<typeof lab>> = judging();

test('the compiler takes the codes of a lab’s own diagnoses, and those of all labs', () => {
  expect(() => fail('order-lost', [])).toThrow(CheckFailure);
  expect(() => fail('never-settled', [])).toThrow(CheckFailure);
});

test('the compiler refuses a code that the lab does not describe', () => {
  // @ts-expect-error: the table has order-lost
  expect(() => fail('order-gone', [])).toThrow(CheckFailure);
  const code: string = 'order-lost';
  // @ts-expect-error: any text at all
  expect(() => fail(code, [])).toThrow(CheckFailure);
});

test('the compiler knows that nothing behind a failure is run', () => {
  const found = (value: string | undefined): string => {
    if (value === undefined) fail('order-lost', []);
    return value;
  };
  expect(() => found(undefined)).toThrow(CheckFailure);
});
