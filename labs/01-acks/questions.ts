import { countOf, lineOf, type Question } from '#define';

const CHECK = 'a payment that a replica lacks gets no receipt, and lies in the log once at most';

export const questions: Question[] = [
  {
    id: 'acks-1-frozen-follower',
    ask: 'A follower is frozen, so it fetches nothing. A payment is sent with acks 1. What does the program hear?',
    choices: {
      receipt: 'a receipt, as always',
      late: 'an error, once the broker has waited for the follower',
      refused: 'an error at once: a replica is missing',
    },
    run: 'mistake acks-1-for-payments',
    check: CHECK,
    found: (shown) => {
      if (lineOf(shown, /sendPayment\(.*: resolved/)) return 'receipt';
      return lineOf(shown, /rejected, REQUEST_TIMED_OUT/) ? 'late' : undefined;
    },
    because:
      'With acks 1 the leader answers once it has the record itself. The receipt says nothing about followers: if the leader dies now, the payment is gone.',
    section: 'what-each-value-promises',
  },
  {
    id: 'sent-again',
    ask: 'The same frozen follower, now with acks −1. The answer is “timed out”, and the program sends the payment once more. How often does the log hold it in the end?',
    choices: { never: 'never: both sends were refused', once: 'once', twice: 'twice' },
    run: 'mistake resent-after-timeout',
    check: CHECK,
    found: (shown) => ['never', 'once', 'twice'][countOf(shown, /holds order-\d+ at offset/)],
    because:
      '“Timed out” means that the leader waited for the follower in vain. It had appended the record before it began to wait.',
    section: 'timed-out-is-not-not-stored',
  },
];
