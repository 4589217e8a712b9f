import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'longer-than-a-session',
    ask: 'The session is 2 seconds, one order takes 4, and `eachMessage` calls no heartbeat. Nobody else is in the group, and nobody dies. The order is packed and committed. What does the broker answer to the commit?',
    choices: {
      taken: 'it takes it',
      thrownOut: 'it refuses: it knows no such member',
      rebalancing: 'it refuses: the group rebalances',
    },
    run: 'mistake no-heartbeat',
    check: 'an order that takes longer than a session is packed once, and nobody is thrown out',
    found: (shown) => {
      if (shown.outcome === 'passed') return 'taken';
      const error = lineOf(shown, /refuses offset \d+ of \S+: (\w+)/)?.[1];
      return error === undefined ? undefined : error === 'REBALANCE_IN_PROGRESS' ? 'rebalancing' : 'thrownOut';
    },
    because:
      'kafkajs sends heartbeats between messages, never during one. After two seconds without one the group takes the member for dead.',
    section: 'a-sign-of-life',
  },
];
