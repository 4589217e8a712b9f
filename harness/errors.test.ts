import { describe, expect, test } from 'vitest';
import { asHarnessError, diskFull, errorCodes, exitCodeOf, HarnessError } from './errors.ts';

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: refused`), { code, ...(path ? { path } : {}) });

const example = new HarnessError({
  code: 'BROKER_EXITED',
  what: 'Broker 2 did not stay up.',
  why: 'Its process ended with code 1.',
  next: 'Run the command again.',
  log: '/tmp/broker-2.log',
});

describe('what was thrown becomes one kind of error:', () => {
  test.each(['ENOSPC', 'EDQUOT'])('%s is a full disk, and names the file', (code) => {
    const cause = systemError(code, '/data/progress.json');
    const error = asHarnessError(cause);
    expect(error).toMatchObject({ code: 'DISK_FULL', cause });
    expect(error.what).toContain('/data/progress.json');
  });

  test.each(['EACCES', 'EPERM', 'EROFS'])('%s is a file that cannot be written', (code) => {
    const error = asHarnessError(systemError(code, '/root/x'));
    expect(error).toMatchObject({ code: 'FILE_NOT_WRITABLE', what: 'Could not write /root/x.' });
    expect(error.why).toContain(`${code}: refused`);
  });

  test('a file without a name is called a file', () => {
    expect(asHarnessError(systemError('EACCES')).what).toBe('Could not write a file.');
    expect(diskFull(undefined).what).toBe('The disk is full.');
  });

  test('an error of ours stays what it is', () => {
    expect(asHarnessError(example)).toBe(example);
  });

  test('anything else is a bug of ours and keeps its cause', () => {
    const cause = new TypeError('x is not a function');
    expect(asHarnessError(cause)).toMatchObject({
      code: 'HARNESS_BUG',
      what: 'kafka-labs itself failed: x is not a function',
      cause,
    });
  });

  test.each([['text'], [undefined], [null], [7]])('even the thrown value %s', (thrown) => {
    expect(asHarnessError(thrown)).toMatchObject({
      code: 'HARNESS_BUG',
      what: `kafka-labs itself failed: ${thrown}`,
    });
  });
});

describe('an error that crosses a socket', () => {
  const crossed = HarnessError.fromJSON(JSON.parse(JSON.stringify(example)));

  test('is the same error on the other side', () => {
    const { code, what, why, next, log } = example;
    expect(crossed).toBeInstanceOf(HarnessError);
    expect(crossed).toMatchObject({ code, what, why, next, log, message: what });
  });

  test('has no log where it had none', () => {
    expect(diskFull('/x').toJSON()).not.toHaveProperty('log');
  });
});

test('only our own bugs end with exit code 3', () => {
  const ours = errorCodes.filter((code) => exitCodeOf(new HarnessError({ ...example.toJSON(), code })) === 3);
  expect(ours).toEqual(['LAB_BROKEN', 'MISTAKE_BROKEN', 'HARNESS_BUG']);
});
