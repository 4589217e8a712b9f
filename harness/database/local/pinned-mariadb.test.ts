import { expect, test } from 'vitest';
import { readChecksums } from '../../machine/jars.ts';
import { checksumFile, type JarPlatform, jarName, jarPlatform, jarPlatforms } from './pinned-mariadb.ts';

test.each([
  ['linux', 'x64', 'linux64'],
  ['darwin', 'arm64', 'macos-arm64'],
  ['linux', 'arm64', undefined],
  ['darwin', 'x64', undefined],
  ['win32', 'x64', undefined],
])('for %s on %s the jar is %s', (platform, arch, jar) => {
  expect(jarPlatform(platform, arch)).toBe(jar);
});

test('the committed list has a whole SHA-256 for the jar of each platform, and no more', async () => {
  const pinned = await readChecksums(checksumFile);
  const names = (Object.keys(jarPlatforms) as JarPlatform[]).map(jarName);
  expect([...pinned.keys()].sort()).toEqual(names.sort());
  for (const checksum of pinned.values()) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
});
