import type { Question } from '#define';

export const questions: Question[] = [
  {
    id: 'order-in-hand',
    ask: 'SIGTERM comes while the courier has order-1 in hand. The handler of the signal calls `consumer.disconnect()` and waits for it; the courier answers, and the handler of the order commits. Then the next service starts. How often is order-1 delivered?',
    choices: { once: 'once', twice: 'twice', never: 'never' },
    run: 'mistake once-and-disconnect',
    check: 'whatever moment SIGTERM comes, each order is delivered once, and told',
    found: ({ evidence }) => {
      const by = new Set(evidence.filter(({ text }) => /^deliver\(.*: done/.test(text)).map(({ actor }) => actor));
      return ['never', 'once', 'twice'][by.size];
    },
    because:
      'A consumer that was told to disconnect waits for the handler, but takes no commits any more: `commitOffsets` resolves and does nothing. The next service begins at the old offset.',
    section: 'the-order-in-hand',
  },
  {
    id: 'idle-end',
    ask: 'No order is there. The consumer has `maxWaitTimeInMs` as it is by default, and is told to disconnect. How long does the end take?',
    choices: {
      soon: 'less than a second: it has nothing to do',
      seconds: 'up to five seconds',
      long: 'about thirty seconds, a session',
    },
    run: 'mistake default-max-wait',
    check: 'an idle service ends within a second',
    found: ({ evidence }) => {
      const at = (pattern: RegExp) => evidence.find(({ text }) => pattern.test(text))?.atMs;
      const [from, to] = [at(/^sent SIGTERM/), at(/^its process/)];
      if (from === undefined || to === undefined) return undefined;
      return to - from < 1_000 ? 'soon' : to - from < 12_000 ? 'seconds' : 'long';
    },
    because:
      'A fetch is under way, and the broker keeps it for `maxWaitTimeInMs`, 5 s by default, when there is nothing to send. The consumer waits for the answer.',
    section: 'what-an-idle-consumer-waits-for',
  },
];
