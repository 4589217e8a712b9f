import { describe, expect, test } from 'vitest';
import { HarnessError } from '../errors.ts';
import { findLab, labNames, matchLab } from './labs.ts';

const names = ['00-first-record', '01-acks', '04-wakeup-shutdown', '10-idempotent-acks'];

const refusalOf = (wanted: string, among = names): HarnessError => {
  try {
    matchLab(wanted, among);
  } catch (error) {
    if (error instanceof HarnessError) return error;
  }
  return expect.unreachable(`“${wanted}” was not refused`);
};

describe('a lab is meant by', () => {
  test.each([
    ['its number', '04', '04-wakeup-shutdown'],
    ['its number without the zero', '4', '04-wakeup-shutdown'],
    ['the number zero', '0', '00-first-record'],
    ['a number of two digits', '10', '10-idempotent-acks'],
    ['its folder’s name', '01-acks', '01-acks'],
    ['its folder’s path, as a shell completes it', 'labs/01-acks/', '01-acks'],
    ['a part of its name that no other has', 'wakeup', '04-wakeup-shutdown'],
    ['its name with spaces around it', ' 01-acks ', '01-acks'],
  ])('%s', (_, wanted, name) => {
    expect(matchLab(wanted, names)).toBe(name);
  });
});

describe('it is refused', () => {
  test('as ambiguous when a part of a name fits two labs', () => {
    expect(refusalOf('acks')).toMatchObject({
      code: 'LAB_AMBIGUOUS',
      what: '“acks” fits 2 labs: 01-acks, 10-idempotent-acks.',
    });
  });

  test('as ambiguous when two labs have the number', () => {
    expect(refusalOf('1', ['01-acks', '01-also'])).toMatchObject({
      code: 'LAB_AMBIGUOUS',
      next: expect.stringContaining('npm run lab -- 01-acks'),
    });
  });

  test.each(['99', 'nothing', '', '-', 'a', '4.5'])('as unknown when “%s” fits none, with all names', (wanted) => {
    expect(refusalOf(wanted)).toMatchObject({
      code: 'LAB_UNKNOWN',
      what: `There is no lab “${wanted}”.`,
      why: `The labs are ${names.join(', ')}.`,
    });
  });
});

test('a lab that is found knows where its files lie', async () => {
  const [name] = await labNames();
  const lab = await findLab('00');
  expect(lab).toMatchObject({ name, number: '00' });
  expect(lab.testFile).toMatch(new RegExp(`/labs/${name}/${name!.slice(3)}\\.test\\.ts$`));
  expect(lab.solutionFolder).toMatch(new RegExp(`/solutions/${name}$`));
});
