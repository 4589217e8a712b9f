import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { History } from './history.ts';
import { HistoryCorruptError, HistoryWriter, readHistory } from './history-file.ts';

const check = { lab: '02-commits', check: 'an order is shipped once' };

/** A history of three events, the last of them of a scene, and its file. */
async function written(): Promise<{ path: string; text: string; history: History }> {
  const path = join(await temporaryFolder(), 'history.jsonl');
  const writer = new HistoryWriter(path, check);
  const history = new History((event) => writer.append(event));
  history.record('harness', 'begins');
  history.record('you', '주문 “1”\nshipped', { kind: 'exit', process: 'you', how: 'code 0', code: null, signal: null });
  const partitions = [{ topic: 'orders', partition: 0, offset: 7 }];
  history.scene('crash 1').record('harness', 'offsets', { kind: 'offsets', group: 'stock', offsets: partitions });
  expect(await writer.close()).toBeUndefined();
  return { path, text: await readFile(path, 'utf8'), history };
}

describe('a history that was written', () => {
  test('is read back as it was, a line for each event after the header', async () => {
    const { path, text, history } = await written();
    const { header, events, isCutOff } = await readHistory(path);
    expect(header).toEqual({
      format: 'kafka-labs history',
      version: 1,
      ...check,
      startedAt: new Date(header.startedAt).toISOString(),
    });
    expect([events, isCutOff]).toEqual([history.events, false]);
    expect(text.split('\n').length).toBe(1 + 3 + 1);
  });

  test('without an event has its header', async () => {
    const path = join(await temporaryFolder(), 'history.jsonl');
    await new HistoryWriter(path, check).close();
    expect(await readHistory(path)).toMatchObject({ header: check, events: [], isCutOff: false });
  });

  test('is never written over', async () => {
    const { path, text } = await written();
    const second = new HistoryWriter(path, check);
    expect(await second.close()).toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

test('a history that was cut off anywhere in a line has all events before it, and says so', async () => {
  const { path, text, history } = await written();
  const bytes = Buffer.from(text);
  const ends = [...bytes].flatMap((byte, at) => (byte === 10 ? [at + 1] : []));
  for (let end = ends[0]!; end < bytes.length; end++) {
    await writeFile(path, bytes.subarray(0, end));
    const whole = ends.filter((at) => at <= end).length - 1;
    const { events, isCutOff } = await readHistory(path);
    expect([events, isCutOff], `cut at ${end}`).toEqual([history.events.slice(0, whole), !ends.includes(end)]);
  }
});

describe('a history is corrupt, and the line is told, when', () => {
  const edited: [what: string, edit: (lines: string[]) => string[], told: RegExp][] = [
    ['there is garbage in the middle', (lines) => lines.with(2, '\0\0\0'), /:3: not a line of JSON/],
    ['a line in the middle is cut', (lines) => lines.with(2, lines[2]!.slice(0, 20)), /:3: not a line of JSON/],
    ['its whole last line is no JSON', (lines) => lines.toSpliced(-1, 0, '{"n":4,'), /:5: not a line of JSON/],
    ['a line is empty', (lines) => lines.with(2, ''), /:3: not a line of JSON/],
    ['a line is JSON and no object', (lines) => lines.with(2, '17'), /:3: not a line of JSON/],
    ['a line is an array', (lines) => lines.with(2, '[]'), /:3: not an event/],
    ['a line is no event', (lines) => lines.with(2, '{"n":2}'), /:3: not an event/],
    ['an event has no details', (lines) => lines.with(2, '{"n":2,"atMs":1,"details":null}'), /:3: not an event/],
    ['an event is missing', (lines) => lines.toSpliced(2, 1), /:3: event 3 stands after event 1/],
    ['an event is there twice', (lines) => lines.toSpliced(2, 0, lines[1]!), /:3: event 1 stands after event 1/],
    ['it has no header', (lines) => lines.slice(1), /:1: not the header/],
    [
      'its header is of another version',
      (lines) => lines.with(0, lines[0]!.replace(/"version":1/, '"version":2')),
      /:1: not/,
    ],
    ['its header is cut off', ([header]) => [header!.slice(0, 9)], /its first line was cut off/],
    ['it is empty', () => [''], /:1: not the header/],
  ];
  test.each(edited)('%s', async (_, edit, told) => {
    const { path, text } = await written();
    await writeFile(path, edit(text.split('\n')).join('\n'));
    const error = await readHistory(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HistoryCorruptError);
    expect((error as Error).message).toMatch(told);
  });
});

describe('a file that cannot be written never throws: close tells the error', () => {
  test.each([
    ['in a folder that is not there', 'ENOENT', async () => join(await temporaryFolder(), 'none', 'history.jsonl')],
    ['that is there already', 'EEXIST', () => temporaryFolder()],
  ])('%s', async (_, code, path) => {
    const writer = new HistoryWriter(await path(), check);
    const history = new History((event) => writer.append(event));
    for (let count = 0; count < 1_000; count++) history.record('you', 'a'.repeat(100));
    expect(await writer.close()).toMatchObject({ code: code });
    history.record('you', 'too late');
    expect(await writer.close()).toBeInstanceOf(Error);
  });
});
