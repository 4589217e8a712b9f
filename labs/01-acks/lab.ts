import { defineLab } from '#define';

export default defineLab({
  title: 'acks: whose answer is a receipt?',
  goal: 'You write the shop’s sender, in which each kind of message gets the acks it deserves: payments survive the death of a broker, page views wait for the leader only, debug pings wait for nobody.',
  minutes: 25,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Choose the acks of payments, page views and pings'],
  decisions: [
    [
      'How many brokers must have a payment before you give the customer a receipt?',
      '`producer.send({ topic, acks, timeout, messages: [{ key, value }] })`. Which acks wait for every replica in sync? See “What each value promises”.',
      '`await producer.send({ topic: topics.payments, acks: -1, timeout: TIMEOUT_MS, messages: [{ key: payment.orderId, value: JSON.stringify(payment) }] })`.',
    ],
    [
      'What is lost when one page view is lost?',
      'The leader’s answer is enough: which acks wait for the leader only?',
      'The same call with `topics.pageViews`, `acks: 1` and the view’s id as the key.',
    ],
    [
      'What should the program do while no broker answers?',
      'There is a value of acks with which the broker sends no answer at all.',
      'The same call with `topics.pings` and `acks: 0`.',
    ],
  ],
  diagnoses: {
    'never-sent': {
      title: 'A message that was sent is not in its topic.',
      why: 'The call resolved while all brokers were well, and its topic stayed empty. A message that may be lost must still be sent.',
      section: 'your-task',
      hints: [
        'Which of your three functions makes no `producer.send`, or sends to another topic?',
        'Each kind has a topic of its own: `topics.payments`, `topics.pageViews`, `topics.pings`.',
        'Each function makes one `await producer.send({ topic: topics.…, acks: …, messages: [{ key, value }] })`.',
      ],
    },
    'payment-not-acknowledged': {
      title: 'A payment’s receipt waits for no broker at all.',
      why: 'The call resolved while the leader was frozen and could answer nobody. With acks 0, or a receipt given before the send has ended, “resolved” only means “handed to the network”. If the leader is dead, nobody will ever know.',
      section: 'what-each-value-promises',
      hints: [
        'Who had the payment when your `sendPayment` resolved?',
        'Compare what acks 0, 1 and −1 wait for, and look whether you await the send.',
        '`await producer.send({ …, acks: -1 })`, and return only after it.',
      ],
    },
    'rejection-swallowed': {
      title: 'A refusal of the broker does not reach the caller.',
      why: 'The broker said no, and your function resolved all the same. A caller that hears “stored” throws its own copy away: the record is lost for good, and nothing shows it but a log line.',
      section: 'a-rejection-is-an-answer',
      hints: [
        'Where does the rejection of `producer.send` go in your code?',
        'A `catch` that only logs turns “refused” into “stored”.',
        'Remove the `try`/`catch` (or `.catch`) or throw again inside of it.',
      ],
    },
    'payment-leader-only': {
      title: 'A payment’s receipt comes from the leader alone.',
      why: 'The leader had the payment and the follower did not when the receipt was given. If the leader dies now, the follower takes over without it: acknowledged, and lost.',
      section: 'what-each-value-promises',
      hints: [
        'How many brokers had the payment when `sendPayment` resolved?',
        'acks 1 is the leader’s word. Whose word do you need for money?',
        'acks −1 (“all”): the leader answers once every replica in sync has the record.',
      ],
    },
    'payment-waits-too-long': {
      title: 'A payment that cannot be stored keeps its caller waiting.',
      why: 'It is tried again and again. Meanwhile the caller knows nothing, and every caller behind it waits as well. When a cluster is in trouble, endless retries add to its load.',
      section: 'a-rejection-is-an-answer',
      hints: [
        'What ends the attempts of your `sendPayment` when the follower stays away?',
        'Count the attempts, and the seconds that each of them may take.',
        'Send once with `timeout: TIMEOUT_MS` and let the rejection go to the caller; an idempotent producer may try two or three times.',
      ],
    },
    'resent-after-timeout': {
      title: 'A payment was sent again after a timeout, and lies in the log more than once.',
      why: '“Timed out” does not mean “not stored”: the leader appended the record and then waited in vain for its follower. Sending it again appends a second one, and the customer pays twice.',
      section: 'timed-out-is-not-not-stored',
      hints: [
        'What did the leader do with the record before it answered “timed out”?',
        'Is there any way for your code to know that the first attempt was not stored?',
        'Send once and let the rejection go to the caller. An idempotent producer may try again: the broker knows its copies.',
      ],
    },
    'payment-lost': {
      isConsequence: true,
      title: 'A payment with a receipt was gone after its leader had died.',
      why: 'The receipt was given although the replicas that were left did not have the payment.',
      section: 'what-each-value-promises',
      hints: [
        'What had happened to the payment when its receipt was given?',
        'The receipt is the resolved promise: it must come after the broker’s answer to acks −1.',
        '`await producer.send({ …, acks: -1 })` inside of `sendPayment`.',
      ],
    },
    'acks-not-on-send': {
      title: 'All three kinds are sent with the same acks: all.',
      why: 'Page views and pings both waited for the frozen follower. That is kafkajs’s default, −1. Where acks are given to `kafka.producer()`, kafkajs ignores them: they belong to each `send`.',
      section: 'where-you-set-acks',
      hints: [
        'Which acks does a `send` have that names none?',
        'In kafkajs acks are an option of `send` and `sendBatch`, not of `producer()`. (In Java they are the producer’s.)',
        '`producer.send({ topic, acks: 1, … })` for page views, `acks: 0` for pings.',
      ],
    },
    'page-view-not-acknowledged': {
      title: 'A page view’s receipt waits for no broker at all.',
      why: 'The call resolved while the leader was frozen. Page views may be lost when a leader dies, not whenever a connection is: with acks 0 a whole batch can vanish and the sender never hears of it.',
      section: 'what-each-value-promises',
      hints: [
        'Who had the page view when `sendPageView` resolved?',
        'One answer is wanted here: which acks value waits for just one broker?',
        '`acks: 1`.',
      ],
    },
    'page-view-waits-for-all': {
      title: 'A page view waits for the followers.',
      why: 'With one follower frozen the page view was not acknowledged, though its leader was well. A statistic is not worth making a customer’s page wait for the slowest replica.',
      section: 'what-each-value-promises',
      hints: [
        'Who must have a page view before your function resolves?',
        'The leader’s word is enough here.',
        '`acks: 1`.',
      ],
    },
    'ping-answer-unheard': {
      title: 'A ping asks for an answer that nobody listens to.',
      why: 'Your `sendPing` returns at once, but its `send` still asks all replicas for an answer: not awaiting is not acks 0. A broker answers the requests of one connection in turn, so the next message waits behind the ping.',
      section: 'where-you-set-acks',
      hints: [
        'Which acks does the `send` of a ping have?',
        'Not awaiting a promise changes nothing in the request: the broker owes the answer all the same.',
        '`await producer.send({ topic: topics.pings, acks: 0, … })`.',
      ],
    },
    'ping-waits': {
      title: 'A ping waits for a broker’s answer.',
      why: 'The leader was frozen, and so was the caller of `sendPing`: a debugging aid that stops the program that it should watch.',
      section: 'what-each-value-promises',
      hints: [
        'What is your `sendPing` waiting for while no broker answers?',
        'There is a value of acks with which the broker does not even send an answer.',
        '`acks: 0`.',
      ],
    },
  },
});
