import { defineLab } from '#define';

export default defineLab({
  title: 'acks: whose answer is a receipt?',
  goal: 'You write the shop’s sender, in which each kind of message gets the acks it deserves: payments survive the death of a broker, page views wait for the leader only, debug pings wait for nobody.',
  minutes: 25,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Choose the acks of payments, page views and pings'],

  diagnoses: {
    'never-sent': { section: 'your-task' },
    'payment-not-acknowledged': { section: 'what-each-value-promises' },
    'rejection-swallowed': { section: 'a-rejection-is-an-answer' },
    'payment-leader-only': { section: 'what-each-value-promises' },
    'payment-waits-too-long': { section: 'a-rejection-is-an-answer' },
    'resent-after-timeout': { section: 'timed-out-is-not-not-stored' },
    'payment-lost': { section: 'what-each-value-promises', isConsequence: true },
    'acks-not-on-send': { section: 'where-you-set-acks' },
    'page-view-not-acknowledged': { section: 'what-each-value-promises' },
    'page-view-waits-for-all': { section: 'what-each-value-promises' },
    'ping-answer-unheard': { section: 'where-you-set-acks' },
    'ping-waits': { section: 'what-each-value-promises' },
  },
});
