import { beforeEach, describe, expect, test, vi } from 'vitest';
import { inFakeTime } from './simulated-stage.ts';
import { watched } from './watched.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('a process that works with a database', () => {
  test('has not caught up while a command is unanswered', async () => {
    const { subject, caughtUp } = watched();
    const held = subject.database.add({ at: 'answer' }, { act: 'hold' });
    void subject.command('COMMIT');
    expect(await inFakeTime(held.hit)).toMatchObject({ kind: 'reply' });
    // The lane has the reply, and tells of it: what is held is the client's to wait for.
    expect(await caughtUp()).toBe(true);
    subject.database.add({}, { act: 'hold' });
    void subject.command('COMMIT');
    expect(await caughtUp()).toBe(false);
  });

  test('is active while it sends commands, and owed nothing by those without a reply', async () => {
    const { subject, watch, caughtUp } = watched();
    let isOver = false;
    watch.caughtUp(1_000).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(5 * 20);
    void subject.command('SELECT');
    await vi.advanceTimersByTimeAsync(6 * 20);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(isOver).toBe(true);
    void subject.command('QUIT', () => {}, { silent: true });
    expect(await caughtUp()).toBe(true);
  });

  test('has done what the world says, which is asked after its commands', async () => {
    const rows = new Set<string>();
    const { subject, progress, caughtUp } = watched({ done: ['a'], askWorld: async () => new Set(rows) });
    expect(await caughtUp()).toBe(false);
    void subject.command('INSERT', () => rows.add('b').add('c'));
    expect(await caughtUp()).toBe(true);
    expect([...progress.done]).toEqual(['a', 'b', 'c']);
  });

  test('has done what processes before it left in the world', async () => {
    const { caughtUp } = watched({ done: [], askWorld: async () => new Set(['a', 'b', 'c']) });
    expect(await caughtUp()).toBe(true);
  });

  test('cannot be told to have caught up before the world has answered', async () => {
    let answer!: (subjects: Set<string>) => void;
    const asked = new Promise<Set<string>>((resolve) => {
      answer = resolve;
    });
    const { caughtUp } = watched({ askWorld: () => asked });
    expect(await caughtUp()).toBe(false);
    answer(new Set());
    expect(await caughtUp()).toBe(true);
  });

  test('has the world asked once a tick at most, and never twice at once', async () => {
    let asked = 0;
    let atOnce = 0;
    let mostAtOnce = 0;
    const askWorld = async () => {
      asked++;
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, asked === 2 ? 50 : 1));
      atOnce--;
      return new Set<string>();
    };
    const { subject, watch } = watched({ askWorld });
    void watch.until(() => false, 10_000);
    for (let count = 0; count < 50; count++) void subject.command('INSERT');
    await vi.advanceTimersByTimeAsync(20);
    expect(asked).toBe(1);
    for (let tick = 0; tick < 10; tick++) {
      void subject.command('INSERT');
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(asked).toBe(9); // the second took three ticks
    expect(mostAtOnce).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toBe(9);
    watch.end();
    void subject.command('INSERT');
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toBe(9);
  });

  test('has caught up though it asks for more all the time, as long as it finds nothing', async () => {
    let asked = 0;
    const askWorld = async () => {
      asked++;
      return new Set<string>();
    };
    const { subject, watch, caughtUp } = watched({ askWorld });
    let found = 0;
    const polling = setInterval(() => void subject.command('SELECT', () => found), 50);
    expect(await caughtUp()).toBe(true);
    expect(watch.census.commands).toEqual(['SELECT']);
    expect(asked).toBe(2); // before all, and after the first
    found = 1;
    await vi.advanceTimersByTimeAsync(60);
    expect(await caughtUp()).toBe(false);
    expect(asked).toBeGreaterThan(2);
    clearInterval(polling);
  });

  test('whose poll is not answered has caught up, as one that waits for a fetch', async () => {
    const { subject, caughtUp } = watched();
    await inFakeTime(subject.command('SELECT', () => 0));
    subject.database.add({}, { act: 'hold' });
    void subject.command('SELECT', () => 0);
    expect(await caughtUp()).toBe(true);
  });

  test('whose world cannot be asked ends all with what was wrong', async () => {
    const askWorld = () => Promise.reject(new Error('the database is gone'));
    await expect(watched({ askWorld }).caughtUp()).rejects.toThrow('the database is gone');
  });
});
