import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { courseRoot } from '../../harness/paths.ts';

// What docs/producer-options.md says of RetryOptions, asked of kafkajs's own retry function, on a clock of the test.
process.env.NODE_ENV = 'production'; // where it is “test”, kafkajs has other defaults

interface RetryOptions {
  retries?: number;
  initialRetryTime?: number;
  factor?: number;
  multiplier?: number;
  maxRetryTime?: number;
}
type Retrier = (tryOnce: () => Promise<unknown>) => Promise<unknown>;
const createRetry = createRequire(import.meta.url)('kafkajs/src/retry') as (options?: RetryOptions) => Retrier;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something that always fails, retried: how long was waited before each retry, and how it ended. */
async function waits(options: RetryOptions = {}, error: Error = new Error('no answer')) {
  const tries: number[] = [];
  const ended = createRetry(options)(async () => {
    tries.push(Date.now());
    throw error;
  }).catch((last: Error) => last);
  await vi.runAllTimersAsync();
  return { waits: tries.slice(1).map((at, index) => at - tries[index]!), error: (await ended) as Error };
}

const withoutJitter = { factor: 0 };

describe('kafkajs waits between tries, and its options say how long:', () => {
  test('the defaults are 5 retries, from 300 ms on, each wait twice the one before, give or take a fifth', async () => {
    const defaults = { retries: 5, initialRetryTime: 300, factor: 0.2, multiplier: 2, maxRetryTime: 30_000 };
    expect(createRequire(import.meta.url)('kafkajs/src/retry/defaults')).toEqual(defaults);
    const { waits: waited, error } = await waits();
    expect(waited).toHaveLength(5);
    expect(error.name).toBe('KafkaJSNumberOfRetriesExceeded');
    expect(waited[0]).toBeGreaterThanOrEqual(240);
    expect(waited[0]).toBeLessThanOrEqual(360);
  });

  test('where NODE_ENV is test, kafkajs retries more often and waits less', () => {
    const tries = `let tries = 0;
      require('kafkajs/src/retry')({ initialRetryTime: 1, maxRetryTime: 1 })(async () => {
        tries++;
        throw new Error('no answer');
      }).catch(() => console.log(tries));`;
    const triesUnder = (NODE_ENV: string) =>
      execFileSync(process.execPath, ['-e', tries], { cwd: courseRoot, env: { NODE_ENV }, encoding: 'utf8' }).trim();
    expect({ test: triesUnder('test'), production: triesUnder('production') }).toEqual({ test: '16', production: '6' });
    const inTests = createRequire(import.meta.url)('kafkajs/src/retry/defaults.test');
    expect(inTests).toMatchObject({ retries: 15, initialRetryTime: 50, maxRetryTime: 1_000 });
  });

  test('`retries` counts what comes after the first try', async () => {
    expect((await waits({ ...withoutJitter, retries: 3 })).waits).toHaveLength(3);
    expect((await waits({ ...withoutJitter, retries: 0 })).waits).toHaveLength(0);
  });

  test('`initialRetryTime` is the wait after the first failure: the first try waits for nothing', async () => {
    const began = Date.now();
    const tried: number[] = [];
    const ended = createRetry({ ...withoutJitter, initialRetryTime: 500, retries: 1 })(async () => {
      tried.push(Date.now() - began);
      throw new Error('no answer');
    }).catch(() => {});
    await vi.runAllTimersAsync();
    await ended;
    expect(tried).toEqual([0, 500]);
  });

  test('`multiplier` is the factor from one wait to the next, and no number of milliseconds', async () => {
    const settings = { ...withoutJitter, initialRetryTime: 100, retries: 4 };
    expect((await waits({ ...settings, multiplier: 3 })).waits).toEqual([100, 300, 900, 2_700]);
    expect((await waits({ ...settings, multiplier: 1 })).waits).toEqual([100, 100, 100, 100]);
    // Taken for a unit of time, as in “1000 for milliseconds”: the second wait is the longest there is.
    expect((await waits({ ...settings, multiplier: 1_000 })).waits).toEqual([100, 30_000, 30_000, 30_000]);
  });

  test('`factor` is jitter: it makes no wait longer than the one before', async () => {
    const settings = { initialRetryTime: 10_000, multiplier: 1, retries: 1, maxRetryTime: 1_000_000 };
    const firsts: number[] = [];
    for (let round = 0; round < 200; round++) firsts.push(...(await waits({ ...settings, factor: 0.5 })).waits);
    expect(Math.min(...firsts)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...firsts)).toBeLessThanOrEqual(15_000);
    // 200 draws from 5 to 15 s: all on one side of the middle would be a chance of 1 in 10^60.
    expect(Math.min(...firsts)).toBeLessThan(10_000);
    expect(Math.max(...firsts)).toBeGreaterThan(10_000);
    expect((await waits({ ...settings, factor: 0, retries: 3 })).waits).toEqual([10_000, 10_000, 10_000]);
  });

  test('a `factor` of 2 does not double: it makes waits of nothing, and of three times the time', async () => {
    const firsts: number[] = [];
    for (let round = 0; round < 200; round++)
      firsts.push(...(await waits({ factor: 2, initialRetryTime: 10_000, retries: 1 })).waits);
    expect(firsts.filter((wait) => wait <= 1)).not.toEqual([]); // setTimeout takes a negative time for none
    expect(Math.max(...firsts)).toBeGreaterThan(20_000);
  });

  test('each wait is drawn from the one before, so that jitter adds up', async () => {
    const ratios: number[] = [];
    for (let round = 0; round < 50; round++) {
      const { waits: waited } = await waits({ factor: 0.2, multiplier: 2, initialRetryTime: 1_000, retries: 3 });
      ratios.push(waited[1]! / waited[0]!, waited[2]! / waited[1]!);
    }
    expect(Math.min(...ratios)).toBeGreaterThan(1.55); // 2 × 0.8, with room for rounding up
    expect(Math.max(...ratios)).toBeLessThan(2.45);
  });

  test('`maxRetryTime` caps one wait, and not the time of all of them', async () => {
    const settings = { ...withoutJitter, initialRetryTime: 100, multiplier: 2, retries: 6 };
    const { waits: waited } = await waits({ ...settings, maxRetryTime: 400 });
    expect(waited).toEqual([100, 200, 400, 400, 400, 400]);
  });

  test('`maxRetryTime` does not cap the first wait', async () => {
    const { waits: waited } = await waits({ ...withoutJitter, initialRetryTime: 5_000, maxRetryTime: 400, retries: 2 });
    expect(waited).toEqual([5_000, 400]);
  });

  test('what no retry can mend is tried once', async () => {
    const { waits: waited, error } = await waits({}, new SyntaxError('no JSON'));
    expect(waited).toEqual([]);
    expect(error.name).toBe('KafkaJSNonRetriableError');
  });
});
