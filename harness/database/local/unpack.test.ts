import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { unpack } from './unpack.ts';

/** A ZIP with these files. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

test('only what lies below the prefix is unpacked, and programs can be run', async () => {
  const folder = await temporaryFolder();
  const files = { 'a/linux/bin/mariadbd': 'a server', 'a/linux/share/help.sql': 'SELECT 1', 'LICENSE.txt': 'text' };
  await writeFile(join(folder, 'db.jar'), zipOf({ ...files, 'a/linux/share/': '' }));
  const unpacked = await unpack(join(folder, 'db.jar'), /^a\/linux\//, join(folder, 'out'), ['bin']);
  expect(unpacked).toEqual([
    { path: 'bin/mariadbd', bytes: 8 },
    { path: 'share/help.sql', bytes: 8 },
  ]);
  expect(await readFile(join(folder, 'out/bin/mariadbd'), 'utf8')).toBe('a server');
  const modes = unpacked.map(async ({ path }) => (await stat(join(folder, 'out', path))).mode & 0o111);
  expect(await Promise.all(modes)).toEqual([0o111, 0]);
});

test('a file that would land outside is refused', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'db.jar'), zipOf({ 'a/../../../evil': 'x' }));
  await expect(unpack(join(folder, 'db.jar'), /^a\//, join(folder, 'out'), [])).rejects.toThrow(
    'invalid relative path',
  );
});

test('an archive that was cut off is refused', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'db.jar'), zipOf({ 'a/file': 'x'.repeat(5_000) }).subarray(0, 30));
  await expect(unpack(join(folder, 'db.jar'), /^a\//, join(folder, 'out'), [])).rejects.toThrow();
});
