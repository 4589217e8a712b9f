import { describe, expect, test } from 'vitest';
import { eventually, NeverHappenedError, StopAskingError } from './eventually.ts';

/** A probe that gives these answers in turn, and the last one for ever; an Error among them is thrown. */
function probeOf<T>(...answers: T[]): { probe: () => T; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    probe: () => {
      const answer = answers[Math.min(asked++, answers.length - 1)] as T;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('eventually', () => {
  test('resolves with the first value that is not undefined, false or null', async () => {
    const { probe, asked } = probeOf<undefined | false | null | string>(undefined, false, null, 'leader');
    expect(await eventually('a leader', probe, { everyMs: 1 })).toBe('leader');
    expect(asked()).toBe(4);
  });

  test('takes zero and an empty text for answers', async () => {
    expect(await eventually('an offset', probeOf(0).probe)).toBe(0);
    expect(await eventually('a text', probeOf('').probe)).toBe('');
  });

  test('takes an error of the probe for “not yet”', async () => {
    const { probe } = probeOf<Error | number>(new Error('refused'), 3);
    expect(await eventually('three brokers', probe, { everyMs: 1 })).toBe(3);
  });

  test('asks at least once, and says what never happened and how long it waited', async () => {
    const { probe, asked } = probeOf(false);
    const error = await thrownBy(eventually('broker 2 answers', probe, { withinMs: 0 }));
    expect(error).toBeInstanceOf(NeverHappenedError);
    expect(error).toMatchObject({ message: 'broker 2 answers: not within 0 ms', cause: undefined });
    expect(asked()).toBe(1);
  });

  test('keeps the probe’s last error as the cause', async () => {
    const refused = new Error('refused');
    const error = await thrownBy(eventually('an answer', probeOf(refused).probe, { withinMs: 0 }));
    expect(error).toMatchObject({ name: 'NeverHappenedError', cause: refused });
  });

  test('ends at once with the reason of a probe that stops asking', async () => {
    const reason = new Error('TOPIC_AUTHORIZATION_FAILED');
    const { probe, asked } = probeOf(new StopAskingError(reason));
    expect(await thrownBy(eventually('a topic', probe))).toBe(reason);
    expect(asked()).toBe(1);
  });
});
