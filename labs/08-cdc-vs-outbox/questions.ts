import { lineOf, type Question } from '#define';

const CHECK = 'whatever moment the writer dies, order and event are both there, or neither';

export const questions: Question[] = [
  {
    id: 'commit-then-send',
    ask: 'The service commits its row, then sends the event. It is killed in between. What is there?',
    choices: { row: 'the row, and no event', event: 'the event, and no row', both: 'both', neither: 'neither' },
    run: 'mistake sends-after-the-commit',
    check: CHECK,
    found: (shown) => {
      const [, told] = lineOf(shown, /^order-\d+ is \w+; what is told of it .*: (.*)/) ?? [];
      if (told !== undefined) return told === 'nothing' ? 'row' : 'both';
      return lineOf(shown, /^there is no order-\d+; .*: nothing/) ? 'neither' : undefined;
    },
    because: 'Two systems, two writes: between them lies a moment, and a process may die at each moment.',
    section: 'two-writes-and-nothing-in-between',
  },
  {
    id: 'send-in-the-transaction',
    ask: 'Now the event is sent inside the transaction, before the COMMIT. The process is killed before the COMMIT reaches the server. What is there?',
    choices: { row: 'the row, and no event', event: 'the event, and no row', both: 'both', neither: 'neither' },
    run: 'mistake sends-in-the-transaction',
    check: CHECK,
    found: (shown) => {
      const [, told] = lineOf(shown, /^there is no order-\d+; what is told of it .*: (.*)/) ?? [];
      if (told !== undefined) return told === 'nothing' ? 'neither' : 'event';
      return undefined;
    },
    because:
      'A transaction of the database covers the database. What was sent to Kafka stays sent when the rest is rolled back.',
    section: 'two-writes-and-nothing-in-between',
  },
];
