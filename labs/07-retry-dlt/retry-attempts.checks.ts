import {
  type Check,
  type CheckContext,
  type LogRecord,
  mustHappen,
  mustNotHappen,
  seconds,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';
import { broken, headerOf, order, REFUSED, type RetryGround, recordsIn, subjectIn, unknown } from './letters.ts';
import { header, MAX_ATTEMPTS, TIMED_OUT } from './order.ts';
import { begun, neverDead, QUICK, stopped, tells, tries, WITHIN_MS } from './retrying.ts';

/** Whoever stopped trying does not try again so long after the dead letter: the next wait of QUICK would be 1 s at most. */
const NO_MORE_TRIES_MS = 1_500;

/** How often an order is tried, and what it is at the end. */
export function retryAttemptChecks(check: Check): void {
  check('an order that keeps failing is tried five times, and is dead then', { task: 2 }, async (context) => {
    const { history } = context;
    const { ground } = await begun(context, [[order(1)]], QUICK, () => TIMED_OUT);
    const tried = () => tries(context, 'order-1');
    const isOver = async () => tried().length > MAX_ATTEMPTS || (await deadLetterOf(ground, 'order-1'));
    await mustHappen('the order is dead', isOver, {
      withinMs: WITHIN_MS,
      otherwise: async () => {
        if (tried().length < MAX_ATTEMPTS) await stopped(context, ground, 'order-1');
        fail('given-up-silently', [
          ...tried().slice(-1),
          history.record('broker 1', `the dead letter topic is empty, ${seconds(WITHIN_MS)} later`),
        ]);
      },
    });
    await mustNotHappen('it is tried once more', () => tried().length > MAX_ATTEMPTS, {
      forMs: NO_MORE_TRIES_MS,
      otherwise: () => neverDead(context, 'order-1'),
    });
    if (tried().length < MAX_ATTEMPTS) await stopped(context, ground, 'order-1');
    const letter = (await deadLetterOf(ground, 'order-1'))!;
    if (headerOf(letter, header.attempts) !== String(MAX_ATTEMPTS))
      fail('attempts-unknown', [tells(context, 'the dead letter of order-1', header.attempts, letter)]);
    await committedToTheEnd(context, ground);
  });

  check('what can never be paid is dead at once, and does not wait', { task: 2 }, async (context) => {
    const { history } = context;
    const poison = [broken(1), unknown(2), order(3)];
    const { ground } = await begun(context, [poison], QUICK, (subject) =>
      subject === 'order-3' ? REFUSED : undefined,
    );
    const waiting = async () => (await recordsIn(ground.retries))[0];
    const isOver = async () => (await recordsIn(ground.deadLetters)).length >= poison.length || (await waiting());
    await mustHappen('all are dead', isOver, {
      withinMs: WITHIN_MS,
      otherwise: () =>
        fail('given-up-silently', [
          history.record('broker 1', `the dead letter topic does not have all three, ${seconds(WITHIN_MS)} later`),
        ]),
    });
    const retried = await waiting();
    if (retried)
      fail('retried-for-nothing', [
        history.record('broker 1', `${subjectIn(retried)} is in the retry topic`),
        tells(context, String(subjectIn(retried)), header.error, retried),
      ]);
  });

  check('an order that was tried again is still the record that came', { task: 2 }, async (context) => {
    const { history } = context;
    const text = '{"id" : "order-3",  "payBy" : "invoice",  "customer" : "Zoë", "cents" : 7.50}';
    const value = Buffer.from(text, 'latin1'); // no UTF-8: it can be parsed, and not be written anew as it was
    const failing = { subject: 'order-3', key: 'Zoë / 조이', value, headers: { trace: 'a-17' } };
    const { ground } = await begun(context, [[order(1)], [order(2), failing]], QUICK, (subject) =>
      subject === 'order-3' ? TIMED_OUT : undefined,
    );
    const dead = () => deadLetterOf(ground, 'order-3');
    const letter = await mustHappen('the order is dead', dead, {
      withinMs: WITHIN_MS,
      otherwise: () => stopped(context, ground, 'order-3'),
    });
    for (const [what, record] of [
      ['order-3 in the retry topic', (await recordsIn(ground.retries)).find((each) => subjectIn(each) === 'order-3')],
      ['the dead letter of order-3', letter],
    ] as const) {
      if (!record) continue; // it waited elsewhere: other checks are about that
      const seen = (text: string) => [history.record('broker 1', `${what} ${text}`)];
      if (record.key === null) fail('retried-without-key', seen('has no key'));
      if (String(record.key) !== failing.key) fail('changed-on-the-way', seen(`has the key ${record.key}`));
      if (!record.value?.equals(value)) fail('changed-on-the-way', seen(`holds ${record.value}, the order ${value}`));
      if (headerOf(record, 'trace') !== failing.headers.trace)
        fail('changed-on-the-way', seen('lacks the header “trace” of the order'));
    }
    const origin = { [header.topic]: ground.topic, [header.partition]: '1', [header.offset]: '1' };
    for (const [name, wanted] of Object.entries(origin))
      if (headerOf(letter, name) !== wanted)
        fail('origin-lost', [tells(context, 'the dead letter of order-3', name, letter)]);
  });
}

const deadLetterOf = async ({ deadLetters }: RetryGround, subject: string): Promise<LogRecord | undefined> =>
  (await recordsIn(deadLetters)).find((letter) => subjectIn(letter) === subject);

/** Fails where a program that comes next would read one of the two topics again. */
async function committedToTheEnd(context: CheckContext, ground: RetryGround): Promise<void> {
  const { cluster, history } = context;
  const { testTopic, retries, group, retryGroup } = ground;
  const left = async (): Promise<TestTopic | undefined> => {
    for (const topic of [testTopic, retries]) {
      const last = (await topic.read()).at(-1)?.offset ?? -1n;
      const committed = await Promise.all([group, retryGroup].map((each) => cluster.committed(each, topic)));
      if (last >= Math.max(...committed.map(([part]) => part?.offset ?? 0), 0)) return topic;
    }
    return undefined;
  };
  await mustHappen('all is committed', async () => (await left()) === undefined, {
    withinMs: WITHIN_MS,
    otherwise: async () => {
      const topic = await left();
      const text = `the last record of ${topic?.alias} is not committed, ${seconds(WITHIN_MS)} later`;
      fail('retries-not-committed', [...tries(context, 'order-1').slice(-1), history.record('broker 1', text)]);
    },
  });
}
