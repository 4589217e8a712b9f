import { describe, expect, test } from 'vitest';
import { BrokerUnreachableError } from '../broker/connection.ts';
import { NeverHappenedError } from '../broker/eventually.ts';
import { BrokerRefusedError } from '../broker/log.ts';
import { DatabaseUnreachableError } from '../database/connection.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import { CheckFailure, InconclusiveError } from './verdicts.ts';
import { mayHappen, mustHappen, mustNotHappen } from './waits.ts';

const SOON = { withinMs: 30, everyMs: 1 };
const blame = (): never => {
  throw new CheckFailure('order-lost', []);
};

/** Each wait for the same probe; `mustNotHappen` for what is not to come. */
const waits = {
  mustHappen: (probe: () => unknown) => mustHappen('it comes', probe, { ...SOON, otherwise: blame }),
  mustNotHappen: (probe: () => unknown) =>
    mustNotHappen('it comes', probe, { forMs: SOON.withinMs, everyMs: 1, otherwise: blame }),
  mayHappen: (probe: () => unknown) => mayHappen('it comes', probe, SOON),
};

/** A probe that gives these answers in turn, and the last one for ever; an Error among them is thrown. */
function probeOf(...answers: unknown[]): { probe: () => unknown; asked: () => number } {
  let asked = 0;
  const probe = () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { probe, asked: () => asked };
}

const unreachable = new BrokerUnreachableError('127.0.0.1:9092 closed the connection');
const passing = [
  unreachable,
  new BrokerRefusedError('orders-0 is read', 'NOT_LEADER_OR_FOLLOWER'),
  new DatabaseUnreachableError('the database does not answer'),
  new NeverHappenedError('orders-0 has a leader: not within 15000 ms'),
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), { code: 'ECONNREFUSED' }),
];
const final = [
  new TypeError('x is not a function'),
  new Error('broker 4 is none of the cluster'),
  Object.assign(new Error('Table ‘orders’ doesn’t exist'), { code: 'ER_NO_SUCH_TABLE' }),
  new LearnerError({ name: 'Error', message: 'no', stack: '' }),
  new LearnerProblem('exited-early', []),
  new CheckFailure('another-code', []),
  new InconclusiveError('no fault happened'),
];

describe('what must happen', () => {
  test('gives the probe’s first yes', async () => {
    const { probe, asked } = probeOf(undefined, false, null, 'order-1');
    expect(await waits.mustHappen(probe)).toBe('order-1');
    expect(asked()).toBe(4);
  });

  test('blames when the last answer was a no, also where the environment failed earlier', async () => {
    await expect(waits.mustHappen(probeOf(unreachable, false).probe)).rejects.toThrow(CheckFailure);
  });

  test('waits for what is asked once more before it blames', async () => {
    const otherwise = async (): Promise<never> => {
      await Promise.resolve();
      return blame();
    };
    await expect(mustHappen('it comes', () => false, { ...SOON, otherwise })).rejects.toThrow('order-lost');
  });
});

describe('what must not happen', () => {
  test('blames with the probe’s yes, as soon as that comes', async () => {
    let found: unknown;
    const otherwise = (answer: unknown): never => {
      found = answer;
      return blame();
    };
    const { probe } = probeOf(false, 'a second charge');
    await expect(mustNotHappen('it comes', probe, { forMs: 60_000, everyMs: 1, otherwise })).rejects.toThrow(
      CheckFailure,
    );
    expect(found).toBe('a second charge');
  });

  test('is over when its time is', async () => {
    expect(await waits.mustNotHappen(probeOf(false).probe)).toBeUndefined();
  });
});

test('what may happen gives the probe’s yes, or nothing, and blames nobody', async () => {
  expect(await waits.mayHappen(probeOf(false, 'order-1').probe)).toBe('order-1');
  expect(await waits.mayHappen(probeOf(false).probe)).toBeUndefined();
});

describe.each(Object.entries(waits))('%s', (_, wait) => {
  test.each(passing)('asks again after $name: $message, and has seen nothing where that is the end', async (error) => {
    const again = probeOf(error, error, false);
    await wait(again.probe).catch(() => {});
    expect(again.asked()).toBeGreaterThan(2);
    await expect(wait(probeOf(error).probe)).rejects.toMatchObject({ name: 'NeverHappenedError', cause: error });
  });

  test.each(final)('ends at once with $name: $message', async (error) => {
    const { probe, asked } = probeOf(error);
    await expect(wait(probe)).rejects.toBe(error);
    expect(asked()).toBe(1);
  });
});

describe('programs that are done', () => {
  const done = { isSo: () => true };
  const long = { withinMs: 60_000, everyMs: 1, unlessDone: done };

  test('end a wait with a no, long before its time is over', async () => {
    await expect(mustHappen('it comes', () => false, { ...long, otherwise: blame })).rejects.toThrow(CheckFailure);
    expect(await mayHappen('it comes', () => undefined, long)).toBeUndefined();
  });

  test('are not asked for where the probe says yes', async () => {
    expect(await mustHappen('it comes', () => 'here', { ...long, otherwise: blame })).toBe('here');
  });

  test('do not make a no of a probe that the environment failed', async () => {
    let times = 0;
    const probe = () => {
      times++;
      if (times < 3) throw new BrokerUnreachableError('gone');
      return 'here';
    };
    expect(await mayHappen('it comes', probe, long)).toBe('here');
  });
});
