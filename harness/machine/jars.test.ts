import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { checkJars, parseChecksums } from './jars.ts';

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const content = { 'kafka-clients.jar': 'clients', 'slf4j-api.jar': 'logs' };
const pinned = new Map(Object.entries(content).map(([name, text]) => [name, sha256Of(text)]));

describe('a folder of jars', () => {
  test('that holds just the pinned ones is good', async () => {
    const folder = await temporaryFolder({ ...content, 'NOTICE.txt': 'no jar' });
    await expect(checkJars(folder, pinned)).resolves.toBeUndefined();
  });

  test('in which one was changed is named with both checksums', async () => {
    const folder = await temporaryFolder({ ...content, 'slf4j-api.jar': 'logs, cut' });
    await expect(checkJars(folder, pinned)).rejects.toMatchObject({
      code: 'JAR_CHECKSUM_WRONG',
      what: expect.stringContaining(`${folder}/slf4j-api.jar`),
      why: expect.stringMatching(new RegExp(`${sha256Of('logs, cut')}.*${sha256Of('logs')}`)),
    });
  });

  test('in which one is missing says which', async () => {
    const folder = await temporaryFolder({ 'slf4j-api.jar': 'logs' });
    await expect(checkJars(folder, pinned)).rejects.toMatchObject({
      code: 'JAR_CHECKSUM_WRONG',
      why: expect.stringContaining('kafka-clients.jar is missing'),
    });
  });

  test('with one more than is pinned is refused: it would be run', async () => {
    const folder = await temporaryFolder({ ...content, 'stowaway.jar': 'evil' });
    await expect(checkJars(folder, pinned)).rejects.toMatchObject({
      code: 'JAR_CHECKSUM_WRONG',
      why: expect.stringContaining('stowaway.jar is not one of the pinned jars'),
    });
  });
});

describe('the list of checksums', () => {
  test('has a checksum and a name a line; the empty last line is none', () => {
    expect(parseChecksums('ab12  a-1.0.jar\ncd34  b-2.0.jar\n')).toEqual(
      new Map([
        ['a-1.0.jar', 'ab12'],
        ['b-2.0.jar', 'cd34'],
      ]),
    );
  });
});
