import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { asHarnessError, HarnessError } from '../errors.ts';
import { errorPage } from './error-page.ts';

const page = (error: HarnessError): string => stripVTControlCharacters(errorPage(error));

test('an error’s page says what, why and next, and ends with the log and the code', () => {
  const error = new HarnessError({
    code: 'BROKER_EXITED',
    what: 'Broker 2 did not stay up.',
    why: 'Its process ended with code 1. Its last lines:\nERROR no space\n  at Log.append',
    next: 'Run `npm run lab -- doctor`.',
    log: join(process.cwd(), '.labs/logs/broker-2.log'),
  });
  expect(page(error)).toBe(
    [
      '',
      'Broker 2 did not stay up.',
      '',
      'Why:  Its process ended with code 1. Its last lines:',
      '      ERROR no space',
      '      at Log.append',
      'Next: Run `npm run lab -- doctor`.',
      `Log:  .labs/logs/broker-2.log${'BROKER_EXITED'.padStart(51)}`,
      '',
    ].join('\n'),
  );
});

test('no line of it is longer than 80 columns, however much is said', () => {
  const long = 'something that takes a while to be said, '.repeat(10);
  const error = new HarnessError({ code: 'JAVA_MISSING', what: long, why: `${long}\n${long}`, next: long });
  for (const line of page(error).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('only a bug of ours shows its stack', () => {
  const cause = new TypeError('x is not a function');
  expect(page(asHarnessError(cause))).toContain(stripVTControlCharacters(cause.stack!));
  const full = asHarnessError(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
  expect(page(full)).not.toContain(' at ');
});
