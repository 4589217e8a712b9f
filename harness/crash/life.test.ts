import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import { orders, SimulatedSubject } from './simulation.ts';

const never = <T>(): Promise<T> => new Promise(() => {});

describe('while a process lives', () => {
  test('what is done with it decides, though its start goes on for ever', async () => {
    expect(await whileAlive(new SimulatedSubject(), never(), async () => 7)).toBe(7);
  });

  test('what is done with it goes on when its start has ended', async () => {
    const begun = Promise.resolve('the worker');
    const body = async () => `${await begun} was used`;
    expect(await whileAlive(new SimulatedSubject(), begun, body)).toBe('the worker was used');
  });

  test('its problem ends all', async () => {
    const subject = new SimulatedSubject();
    const living = whileAlive(subject, never(), never);
    subject.fail(new Error('the process ended'));
    await expect(living).rejects.toThrow('the process ended');
  });

  test('what its start throws ends all', async () => {
    const living = whileAlive(new SimulatedSubject(), Promise.reject(new Error('no export')), never);
    await expect(living).rejects.toThrow('no export');
  });
});

describe('the end of a process', () => {
  const lanes = ({ wire, database }: SimulatedSubject) =>
    [wire, database].map(({ isClosed }) => (isClosed ? 'closed' : 'open')).join(' and ');

  /** What is done, in order, to a process whose history this is. */
  async function ended(
    tell: (subject: SimulatedSubject) => Promise<void>,
    ground: Ground = orders(),
  ): Promise<string[]> {
    const done: string[] = [];
    const history = new History();
    const subject = new SimulatedSubject('worker', history);
    await tell(subject);
    const kill = subject.kill.bind(subject);
    subject.kill = async () => {
      done.push(`kill, the lanes ${lanes(subject)}`);
      await kill();
    };
    const leave = async (group: string, members: readonly string[]) => {
      done.push(`leave ${group}: ${members.join(', ')}, the lanes ${lanes(subject)}`);
    };
    await end({ leave }, subject, ground, history);
    return done;
  }

  test('is its death, then its connections’, then that of its members, each named once', async () => {
    const done = await ended(async (worker) => {
      await worker.request('JoinGroup', {}, () => ({ errors: ['MEMBER_ID_REQUIRED'], member: 'm1' }));
      await worker.request('JoinGroup', { member: 'm1' });
      await worker.request('ConsumerGroupHeartbeat', { member: 'm2' });
      await worker.request('Heartbeat', { member: 'm3' });
      await worker.request('JoinGroup', {}, () => ({ errors: ['GROUP_MAX_SIZE_REACHED'] }));
    });
    expect(done).toEqual(['kill, the lanes open and open', 'leave payments.1: m1, m2, the lanes closed and closed']);
  });

  test('of one that never joined leaves nothing behind', async () => {
    expect((await ended(async () => {})).at(-1)).toBe('leave payments.1: , the lanes closed and closed');
  });

  test('of a member of several groups is told to each of them', async () => {
    const both = await ended(async () => {}, { ...orders(), otherGroups: ['retries'] });
    expect(both.slice(1).map((told) => told.split(':')[0])).toEqual(['leave payments.1', 'leave retries']);
  });
});
