import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'after-the-crash',
    ask: 'kafkajs commits for the worker. It has fetched several orders and is killed right after it has charged its second one. Which offset does the broker hold for the group then?',
    choices: {
      none: 'none: nothing was committed yet',
      each: 'the one behind the first order: it was done',
      both: 'the one behind the second order',
    },
    run: 'mistake auto-commit-left-on',
    check: 'after a crash at most one order of each partition is charged again',
    found: (shown) => {
      if (lineOf(shown, /holds no offset of/)) return 'none';
      const offset = lineOf(shown, /holds offset (\d+) of/)?.[1];
      return offset === undefined ? undefined : offset === '1' ? 'each' : 'both';
    },
    because:
      'kafkajs’s auto commit runs when a whole fetched batch has been worked off. Until then every order that was charged will be charged again.',
    section: 'when-kafkajs-commits-for-you',
  },
  {
    id: 'one-short',
    ask: 'A worker charges all orders of a partition, and after each it commits the offset of that order: `message.offset`. What is the lag in the end?',
    choices: { none: '0', one: '1', all: 'as many as there are orders' },
    run: 'mistake commits-message-offset',
    check: 'a calm run charges each order once and leaves no lag',
    found: (shown) => {
      const [, end, committed] = lineOf(shown, /ends at (\d+), and offset (\d+) is committed/) ?? [];
      if (end === undefined) return undefined;
      const lag = Number(end) - Number(committed);
      return lag === 0 ? 'none' : lag === 1 ? 'one' : 'all';
    },
    because:
      'A committed offset names the next record to read, not the last one that is done. So this worker reads its last order again after each restart.',
    section: 'the-next-to-read',
  },
];
