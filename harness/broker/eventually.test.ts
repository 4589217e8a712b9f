import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, NeverHappenedError, StopAskingError, setDeadlines } from './eventually.ts';

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

  test.each([TypeError, ReferenceError, RangeError, SyntaxError])(
    'is ended at once by a %o of the probe',
    async (Bug) => {
      const bug = new Bug('x is not what the probe takes it for');
      const { probe, asked } = probeOf(bug);
      expect(await thrownBy(eventually('a leader', probe))).toBe(bug);
      expect(asked()).toBe(1);
    },
  );

  test('takes the TypeError by which fetch says that a server does not answer for “not yet”', async () => {
    const failed = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    expect(await eventually('the page', probeOf<Error | string>(failed, 'shown').probe, { everyMs: 1 })).toBe('shown');
  });

  test('has no deadline while somebody sits at a debugger, unless it always ends', async () => {
    setDeadlines(false);
    onTestFinished(() => setDeadlines(true));
    const { probe } = probeOf<boolean>(false, false, true);
    expect(await eventually('a leader', probe, { withinMs: 0, everyMs: 1 })).toBe(true);
    const window = eventually('a second leader', probeOf(false).probe, { withinMs: 0, alwaysEnds: true });
    expect(await thrownBy(window)).toBeInstanceOf(NeverHappenedError);
  });
});
