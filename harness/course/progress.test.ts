import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { haveChecksChanged, isPassed, peekProgress, progressOf, readProgress, updateProgress } from './progress.ts';

afterEach(() => vi.unstubAllEnvs());

/** A home of the running test's own; its progress file holds `text`, or is not there. */
async function home(text?: string): Promise<string> {
  const folder = await temporaryFolder(text === undefined ? {} : { '.labs/progress.json': text });
  vi.stubEnv('KAFKA_LABS_HOME', folder);
  return join(folder, '.labs');
}

describe('progress', () => {
  test('of somebody who has not begun is empty', async () => {
    await home();
    expect(await readProgress()).toEqual({});
  });

  test('that is written is read back', async () => {
    await home();
    await updateProgress('01-acks', (lab) => {
      lab.attempts++;
      lab.lastDiagnosis = 'acks-one';
    });
    const written = await updateProgress('01-acks', (lab) => {
      lab.attempts++;
      lab.passedAt = '2026-01-20T00:00:00.000Z';
    });
    expect(written).toMatchObject({ attempts: 2, lastDiagnosis: 'acks-one' });
    expect(await readProgress()).toEqual({ '01-acks': written });
    expect(isPassed(written)).toBe(true);
  });

  test('survives a lab’s new name', async () => {
    await home();
    await updateProgress('01-acks', (lab) => {
      lab.passedAt = '2026-01-20T00:00:00.000Z';
    });
    expect(isPassed(progressOf(await readProgress(), '01-receipts'))).toBe(true);
    expect(await updateProgress('01-receipts', (lab) => lab.attempts++)).toMatchObject({
      attempts: 1,
      passedAt: expect.stringMatching('2026'),
    });
    expect(progressOf(await readProgress(), '02-acks')).toBeUndefined();
  });

  test('tells that the checks of a task have changed since it was passed', () => {
    const passed = { attempts: 2, hintsShown: {}, checks: { 1: 'old', 2: 'new' } };
    expect(haveChecksChanged(passed, 'new')).toBe(true);
    expect(haveChecksChanged({ ...passed, checks: { 1: 'new' } }, 'new')).toBe(false);
    expect(haveChecksChanged({ attempts: 1, hintsShown: {} }, 'new')).toBe(false); // passed before this was kept
  });

  test('of several labs is kept when commands write at the same time', async () => {
    const folder = await home();
    const labs = ['00', '01', '02', '03'];
    await Promise.all(labs.map((lab) => updateProgress(lab, (progress) => progress.attempts++)));
    expect(Object.keys(await readProgress()).sort()).toEqual(labs);
    expect(await readdir(folder)).toEqual(['progress.json']);
  });

  test.each([
    ['cut off', '{"version":1,"labs":{"01-ac'],
    ['empty', ''],
    ['of another form', '{"labs":{"01-acks":{"attempts":"many"}}}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('that is %s is kept aside, and its new name is told', async (_, text) => {
    await home(text);
    const kept: string[] = [];
    expect(await readProgress((keptAs) => kept.push(keptAs))).toEqual({});
    expect(kept).toHaveLength(1);
    expect(await readFile(kept[0]!, 'utf8')).toBe(text);
    expect(await readProgress(() => expect.unreachable())).toEqual({});
  });

  test('is told to whoever only looks, and a file that cannot be read stays where it is', async () => {
    const folder = await home('{');
    expect(await peekProgress()).toEqual({});
    expect(await readdir(folder)).toEqual(['progress.json']);
    const written = await updateProgress('01-acks', (lab) => lab.attempts++);
    expect(await peekProgress()).toEqual({ '01-acks': written });
  });

  test('that is broken does not keep the next run from being remembered', async () => {
    const folder = await home('{');
    await updateProgress('01-acks', (lab) => lab.attempts++);
    expect(await readProgress()).toEqual({ '01-acks': { attempts: 1, hintsShown: {} } });
    expect((await readdir(folder)).filter((name) => name.includes('unreadable'))).toHaveLength(1);
  });
});

test('a lab is passed when its first pass is dated, not by attempts', () => {
  expect(isPassed(undefined)).toBe(false);
  expect(isPassed({ attempts: 5, tasksPassed: [1], hintsShown: {} })).toBe(false);
});
