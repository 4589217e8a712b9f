import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { ProcessOutput } from './process-output.ts';

/** How long the system may take to write the file. */
const SOON = { timeout: 4_000, interval: 2 };

interface Program {
  output: ProcessOutput;
  print: (...chunks: (string | Buffer)[]) => Promise<void>;
  /** What the file holds by now: it is written in the background. */
  file: () => Promise<string>;
}

async function program(): Promise<Program> {
  const output = new ProcessOutput(join(await temporaryFolder(), 'output.log'));
  return {
    output,
    file: () => readFile(output.path, 'utf8'),
    print: async (...chunks) => {
      const stream = new PassThrough();
      output.drain(stream);
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
      await finished(stream);
    },
  };
}

describe('what a program prints', () => {
  test('is quoted without what Node adds to an error', async () => {
    const { output, print } = await program();
    await print(
      'Error: the card was refused\n    at pay (/clone/work/07-retry-dlt/payments.ts:31:9)\n',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n',
      '    at settle (/clone/node_modules/.cache/kafka-labs/host.mjs:80:3) {\n  [cause]: undefined\n}\n\nNode.js v20.20.2\n',
    );
    expect(output.lastLines).toEqual([
      'Error: the card was refused',
      '    at pay (/clone/work/07-retry-dlt/payments.ts:31:9)',
    ]);
    output.close();
  });

  test('is kept in the file and counted', async () => {
    const { output, print, file } = await program();
    await print('one\n', 'two');
    expect(output.bytes).toBe(7);
    expect(output.lastLines).toEqual(['one', 'two']);
    output.close();
    await expect.poll(file, SOON).toBe('one\ntwo');
  });

  test('is cut into lines however it arrives', async () => {
    const { output, print } = await program();
    const text = Buffer.from('first\n둘째\nthird\n');
    await print(...[...text].map((byte) => Buffer.from([byte])));
    expect(output.lastLines).toEqual(['first', '둘째', 'third']);
  });

  test('ends in its last twelve lines, long ones cut', async () => {
    const { output, print } = await program();
    for (let line = 0; line < 100; line++) await print(`line ${line}\n`);
    await print('x'.repeat(3_000));
    expect(output.lastLines).toEqual([
      ...Array.from({ length: 11 }, (_, index) => `line ${89 + index}`),
      'x'.repeat(500),
    ]);
  });

  test('is counted in bytes, not in letters', async () => {
    const { output, print } = await program();
    await print('주문\n');
    expect(output.bytes).toBe(7);
  });

  test('is kept up to a megabyte; the rest is counted and its last lines are kept', async () => {
    const { output, print, file } = await program();
    const line = `${'x'.repeat(99)}\n`;
    await print(line.repeat(5_000), line.repeat(5_000), line.repeat(5_000), 'the end\n');
    expect(output.bytes).toBe(1_500_008);
    expect(output.lastLines.at(-1)).toBe('the end');
    output.close();
    await expect.poll(file, SOON).toMatch(/\n… 500008 more bytes were dropped\n$/);
    expect((await file()).indexOf('…')).toBe(1_000_001);
  });

  test('is in the file once it is said to be saved', async () => {
    const { output, print, file } = await program();
    await print(`${'x'.repeat(99)}\n`.repeat(20_000));
    output.close();
    await output.saved;
    expect((await file()).length).toBeGreaterThan(1_000_000);
  });

  test('that cannot be written to a file does not keep anybody waiting, and its last lines are known', async () => {
    const output = new ProcessOutput(join(await temporaryFolder(), 'no', 'such', 'folder.log'));
    const stream = new PassThrough();
    output.drain(stream);
    stream.end('said');
    await finished(stream);
    output.close();
    await output.saved;
    expect(output.lastLines).toEqual(['said']);
  });

  test('has no empty lines at its end', async () => {
    const { output, print } = await program();
    await print('said\n\n\n');
    expect(output.lastLines).toEqual(['said']);
  });
});

describe('a line of the client library', () => {
  test('goes to the file and is not shown', async () => {
    const { output, file } = await program();
    output.note('kafkajs ERROR [Connection] refused');
    expect(output.lastLines).toEqual([]);
    output.close();
    await expect.poll(file, SOON).toBe('kafkajs ERROR [Connection] refused\n');
  });
});
