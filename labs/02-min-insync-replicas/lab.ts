import { defineLab } from '#define';

export default defineLab({
  title: 'min.insync.replicas: how many are “all”?',
  goal: 'You create the topic of orders so that it survives the loss of one broker and keeps taking orders meanwhile. Then you write its sender: what the cluster refuses waits in a file, and arrives once the brokers are back.',
  minutes: 40,
  shape: 'three',
  files: ['orders-topic.ts', 'order-sender.ts'],
  tasks: ['A topic that survives one lost broker', 'A sender that survives two'],
  decisions: [
    [
      'One broker is lost. How many copies do you want to have left then, and how many must there be before?',
      'There are three brokers, and a broker holds one copy of a partition at most. See “How many copies”.',
      '`replicationFactor: 3`.',
    ],
    [
      'With one broker lost, how many copies are in sync? With two lost?',
      'The number is a minimum for taking an order with acks all. Below it the leader refuses. See “The smallest all”.',
      "`{ name: 'min.insync.replicas', value: '2' }`: a configuration value is text.",
    ],
    [
      'Whom does the leader ask before it answers acks 1? Before acks all?',
      'min.insync.replicas is looked at for acks all only. See “It counts with acks all only”.',
      '`acks: -1`.',
    ],
    [
      'Which answer says that the leader did not even begin to store the order?',
      '`mayPass(error)` is false for what is hopeless. `brokerErrorOf(error)` names the broker’s answer: NOT_ENOUGH_REPLICAS comes before the order is appended. See “Refused, or perhaps stored”.',
      "`if (!mayPass(error)) return 'hopeless'; return brokerErrorOf(error) === 'NOT_ENOUGH_REPLICAS' ? 'refused' : 'unknown';`.",
    ],
    [
      'The first try was cut off, the second was refused. Is the order in the log?',
      'A refusal speaks of its own try only. One try that is unknown makes the order unknown.',
      "`if (says === 'unknown') fate = 'unknown';` in place of the whole line.",
    ],
    [
      'Two orders are parked, and the brokers are back. What happens if a third one is sent at once?',
      'While `await outbox.all()` is not empty, a new order goes behind the others: `outbox.park(order, fate)`. It was never sent, so its fate is `refused`.',
      "`const isFirst = (await outbox.all()).length === 0; const fate = isFirst ? await tryToSend(order) : 'refused'; if (fate === 'stored') return 'stored'; await outbox.park(order, fate); return 'parked';`.",
    ],
    [
      'When may an order leave the outbox: before it is sent, or after its receipt?',
      'After it: `outbox.remove(order.id)`. If it is not stored, park it with its new fate and stop: those behind it must not overtake it.',
      "`const fate = await tryToSend(order, before); if (fate !== 'stored') { await outbox.park(order, fate); break; } await outbox.remove(order.id);`.",
    ],
  ],
  diagnoses: {
    'topic-not-made': {
      title: 'The topic does not exist.',
      why: 'Nobody created it, or under another name. No cluster of this course creates a topic on first use.',
      section: 'your-task',
      hints: [
        'Which name did you give to the topic?',
        '`admin.createTopics({ topics: [{ topic, … }] })`: the name comes with the options.',
        'Compare with the stub: `npm run lab -- reset 02` brings it back and keeps your file beside it.',
      ],
    },
    'on-one-broker': {
      title: 'The orders are on one broker only.',
      why: 'The topic has one replica. When its broker is down, nobody else has the orders, and nobody else can take new ones. If its disk is lost, so are they.',
      section: 'how-many-copies',
      hints: [
        'How many brokers have a copy of your partition?',
        '`replicationFactor` is the number of copies, the leader’s included.',
        '`replicationFactor: 3`.',
      ],
    },
    'one-loss-stops-orders': {
      title: 'The loss of one broker stops all orders.',
      why: 'As many replicas must be in sync as there are. So whenever one broker is restarted, the leader refuses every order until it is back.',
      section: 'the-smallest-all',
      hints: [
        'How many replicas are left when one broker is down, and how many do you ask for?',
        'Leave room for one: min.insync.replicas below the replication factor.',
        "`replicationFactor: 3` and `{ name: 'min.insync.replicas', value: '2' }`.",
      ],
    },
    'receipt-of-one-broker': {
      title: 'An order got its receipt while one broker alone had it.',
      why: '“All” means all that are in sync now. With min.insync.replicas at 1, one is enough. That broker lost its disk, came back as the leader of an empty log, and the others followed it.',
      section: 'the-smallest-all',
      hints: [
        'With two brokers down, how many replicas are “all”?',
        'A minimum of 2 makes the leader refuse when it is alone.',
        "`{ name: 'min.insync.replicas', value: '2' }`.",
      ],
    },
    'not-stored': {
      title: 'An order was not stored although all was well.',
      why: 'All brokers were up and nothing was broken, and `send` did not resolve with `stored`.',
      section: 'your-task',
      hints: [
        'What does your `send` resolve with when the broker has answered?',
        'Print the error that `sendOnce` rejects with.',
        "`send` resolves with 'stored' when `producer.send` has resolved.",
      ],
    },
    'acks-not-all': {
      title: 'The receipt comes from the leader alone.',
      why: 'min.insync.replicas is looked at for acks all only. With acks 1 the leader takes the order whoever else is in sync, and with acks 0 nobody is asked. While replicas are missing, such an order cannot even be read.',
      section: 'it-counts-with-acks-all-only',
      hints: [
        'Which acks does your `send` have?',
        'The broker refuses on your behalf only if you ask for all.',
        '`acks: -1`.',
      ],
    },
    'tries-for-ever': {
      title: 'The sender never gives up on an order.',
      why: 'The cluster refuses, and the caller waits and waits. Whoever places an order sits before a screen that does not answer, and every order behind it waits too.',
      section: 'try-then-park',
      hints: [
        'When does your loop end if no try succeeds?',
        '`tryForMs` says how long one order may be tried.',
        '`if (Date.now() + PAUSE_MS > until) return fate;` at the end of each round.',
      ],
    },
    'not-parked': {
      title: 'An order that the cluster refused was not parked.',
      why: '`send` rejected although a later try could succeed. The caller has no receipt, the outbox has no order, and nobody will try again.',
      section: 'try-then-park',
      hints: [
        'Where does an order go that the cluster refuses for longer than `tryForMs`?',
        'Only what is hopeless is reported to the caller.',
        "`await outbox.park(order, fate); return 'parked';`.",
      ],
    },
    'order-dropped': {
      title: 'An order is neither in the topic nor in the outbox.',
      why: 'The program said that it had stored or parked the order, and it is in neither place. What is kept in memory only dies with the process; what is removed before its receipt is lost when the next try fails.',
      section: 'try-then-park',
      hints: [
        'If the process is killed right now, who still knows the order?',
        'The outbox is a file: `park` and `remove` resolve when the file says so. Wait for them.',
        '`await outbox.park(order, fate)` before you resolve with `parked`; `await outbox.remove(order.id)` only after the receipt.',
      ],
    },
    'perhaps-called-refused': {
      title: 'An order that may be stored was called refused.',
      why: 'At least one try ended without a clear “no”: the record may be in the log. A later NOT_ENOUGH_REPLICAS speaks of the later try only. (Where `retries` is not 0, kafkajs also hides the earlier answers from you.)',
      section: 'refused-or-perhaps-stored',
      hints: [
        'Look at every try of that order, not at the last: did each get a clear “no”?',
        'Keep the worst that any try said: one `unknown` is enough. (And `retries: 0` is still there?)',
        "`if (says === 'unknown') fate = 'unknown';`.",
      ],
    },
    'new-id': {
      title: 'An order was sent again under another id.',
      why: 'A reader counts each id once. If a second try of the same order has an id of its own, the reader sees two orders, and the customer gets two parcels.',
      section: 'refused-or-perhaps-stored',
      hints: [
        'By what does a reader know that two records are one order?',
        'The key and the value of a later try must be those of the first.',
        '`messages: [{ key: order.id, value: JSON.stringify(order) }]`, each time.',
      ],
    },
    'refused-order-doubled': {
      title: 'An order that was certainly not stored stands in the log twice.',
      why: 'A refused order is not in the log, so one later try stores it once. It was sent again although it had its receipt.',
      section: 'refused-or-perhaps-stored',
      hints: [
        'After an order’s receipt, does the outbox still hold it?',
        'Each order leaves the outbox after its receipt, before the next is sent.',
        '`await outbox.remove(order.id)` in the loop of `replay`.',
      ],
    },
    overtaken: {
      title: 'A later order overtook an earlier one.',
      why: 'An earlier order was still parked when a later one was sent. Readers get them in the wrong order: first “no, a small one”, then “a large pizza”.',
      section: 'behind-the-others',
      hints: [
        'What does the outbox hold at the moment when you send a new order?',
        'While something is parked, a new order goes behind it, or what is parked goes first.',
        "`if ((await outbox.all()).length > 0) { await outbox.park(order, 'refused'); return 'parked'; }`.",
      ],
    },
    'hopeless-parked': {
      title: 'An order that can never be stored was parked.',
      why: 'It will be refused each time, and every order behind it waits for it. One bad order stops the shop.',
      section: 'errors-that-stay',
      hints: [
        'What will the broker say to that order tomorrow?',
        '`mayPass(error)` tells what may pass from what stays.',
        "`if (!mayPass(error)) return 'hopeless';`: such an error goes to the caller.",
      ],
    },
    'hopeless-swallowed': {
      title: 'An order that can never be stored was called stored.',
      why: 'The broker refused it for good, or it could not even be written as JSON, and `send` resolved.',
      section: 'errors-that-stay',
      hints: [
        'Who learns of an error that no further try can mend?',
        'Let the error out of `send`.',
        "`if (says === 'hopeless') throw error;`.",
      ],
    },
    'hopeless-tried-again': {
      title: 'An order that can never be stored was sent again and again.',
      why: 'The broker had said that the record is too large. It is as large at the next try.',
      section: 'errors-that-stay',
      hints: [
        'Can a second try of the same bytes end differently?',
        'After a hopeless error there is no next round.',
        "`if (says === 'hopeless') throw error;` before the pause.",
      ],
    },
    'parked-needlessly': {
      title: 'An order was parked while enough replicas were in sync.',
      why: 'Two of three replicas were in sync, which is the minimum. The leader takes such an order.',
      section: 'try-then-park',
      hints: [
        'Which error did your try end with?',
        'A send waits for a frozen replica until it has left the ISR: about 2 seconds here, 9 with Kafka’s defaults, and 30 for one that is alive but slow.',
        'Pass `timeout: TIMEOUT_MS` and go on trying for `tryForMs`.',
      ],
    },
    'gives-up-at-once': {
      title: 'An order was parked (or reported) though a new leader would have taken it.',
      why: 'A dead leader is replaced within seconds. A sender that gives up at its first error parks orders at each restart of a broker.',
      section: 'try-then-park',
      hints: [
        'How long did the cluster need for a new leader, and how long did you try?',
        'Errors that may pass are tried again, with a pause, for `tryForMs`.',
        'A loop around `sendOnce` that ends after `tryForMs`, with `await sleep(PAUSE_MS)` between two tries.',
      ],
    },
    'stays-parked': {
      title: 'Orders stay in the outbox although the brokers are back.',
      why: '`replay` was called with the cluster in good order, and orders were left over.',
      section: 'behind-the-others',
      hints: [
        'Does `replay` send all that is parked, or only a part of it?',
        'It goes through `await outbox.all()` and takes each out after its receipt.',
        '`for (const { order } of await outbox.all()) { …; await outbox.remove(order.id); }`.',
      ],
    },
  },
});
