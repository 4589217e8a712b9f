import { defineLab } from '#define';

export default defineLab({
  title: 'Put an order into a topic and read it back',
  goal: 'You write the shop’s order log: it makes sure that the topic exists, stores each order as one record, reads all of them back, and keeps its connections between calls.',
  minutes: 10,
  shape: 'one',
  sideBySide: 'again',
  files: ['orders.ts'],
  tasks: ['Store orders and read them back'],
  decisions: [
    [
      'What happens when you send to a topic that nobody has created?',
      '`await admin.listTopics()` gives all names, `admin.createTopics` creates a topic. And `send` will need a connected producer. See “A topic and its partitions”.',
      '`if (!(await admin.listTopics()).includes(topic)) await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] });` and `await producer.connect();`.',
    ],
    [
      'Which records must stay in order among themselves?',
      '`producer.send({ topic, messages: [{ key, value }] })` returns a promise. Key and value are text or bytes. See “A record”.',
      '`await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });`.',
    ],
    [
      'Where does a group begin that has read nothing yet: at the first record, or at the end?',
      '`subscribe` takes an object: `{ topic, … }`. See “Where a reader begins”.',
      '`await consumer.subscribe({ topic, fromBeginning: true });`.',
    ],
    [
      'Which clients did you connect in this file?',
      'Each client has a `disconnect`. The consumer of `readAll` is disconnected already.',
      '`await producer.disconnect(); await admin.disconnect();`.',
    ],
  ],
  diagnoses: {
    'topic-not-created': {
      title: 'The topic does not exist after opening.',
      why: 'Nobody created it. Many clusters, this one and most in production, do not create a topic on first use: a misspelt name would become a new, empty topic.',
      section: 'a-topic-and-its-partitions',
      hints: [
        'Who creates the topic, and when?',
        'The admin client can list the topics and create one: `listTopics`, `createTopics`.',
        'When `await admin.listTopics()` does not include the topic: `await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] })`.',
      ],
    },
    'wrong-partition-count': {
      title: 'The topic has another number of partitions than the shop asked for.',
      why: 'A topic that is created without a number gets the broker’s default, here 1. Partitions can be added later, but then keys move to other partitions; they can never be removed.',
      section: 'a-topic-and-its-partitions',
      hints: [
        'Which number of partitions does a topic get when nobody says one?',
        'Look at the fields that each topic may have in `admin.createTopics`.',
        '`{ topic, numPartitions: 3 }`.',
      ],
    },
    'value-not-json': {
      title: 'The records’ value is not the order as JSON.',
      why: 'Kafka stores bytes and does not look into them. An object that is turned into text without JSON becomes `[object Object]`, and the order is lost though a record is there.',
      section: 'a-record',
      hints: [
        'Which bytes does the broker get for your value?',
        'A value is text or a Buffer. What turns an object into text that can be read back?',
        '`value: JSON.stringify(order)`.',
      ],
    },
    'record-missing': {
      title: 'An order that was sent is not in the topic.',
      why: '`send` resolved, and the topic does not hold the order.',
      section: 'when-has-the-broker-got-it',
      hints: [
        'What does your `send` do with the order it is given?',
        'One call of `send` makes one call of `producer.send` with one message.',
        '`await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] })`.',
      ],
    },
    'send-not-awaited': {
      title: '`send` said “done” before the broker had answered.',
      why: 'The promise of `producer.send` was not awaited (or its rejection was swallowed). So the caller took a refused order for a stored one: nobody will ever send it again.',
      section: 'when-has-the-broker-got-it',
      hints: [
        'What does your `send` wait for before it returns?',
        '`producer.send` returns a promise: it resolves when the broker has answered, and rejects when the broker refuses.',
        'Write `await producer.send(…)`, with no `.catch` behind it and no `try` around it that hides the error.',
      ],
    },
    'record-doubled': {
      title: 'One order became more than one record.',
      why: 'Kafka stores what it is sent, as often as it is sent: it does not know that two records mean the same order.',
      section: 'a-record',
      hints: [
        'How often is `producer.send` called for one order, and with how many messages?',
        'One order is one message of one call.',
        'Pass `messages` an array with a single element.',
      ],
    },
    'no-key': {
      title: 'The records have no key.',
      why: 'Without a key kafkajs spreads records over the partitions in turn, so two changes of one order may land in two partitions. Order is kept within a partition only.',
      section: 'a-record',
      hints: [
        'What decides which partition a record goes to?',
        'A message has a `key` beside its `value`.',
        '`{ key: order.id, value: … }`.',
      ],
    },
    'wrong-key': {
      title: 'The records’ key is not the order’s id.',
      why: 'All records with the same key go to the same partition. With another key than the id, changes of one order are not kept together, or all orders crowd into one partition.',
      section: 'a-record',
      hints: [
        'Which records must stay in order among themselves?',
        'Those of one order. So which field of the order is their key?',
        '`key: order.id`.',
      ],
    },
    'connects-each-time': {
      title: 'Every order opens connections of its own.',
      why: 'Connecting costs several round trips (and TLS and a login in production): far more than the send itself. A short-lived function that connects on every call can exhaust the broker’s connections.',
      section: 'one-connection-kept',
      hints: [
        'How often is `connect` called when five orders are sent?',
        'Where could the producer be connected so that all calls of `send` use it?',
        'Connect it once in `openOrderLog`, before the `return`, and leave `disconnect` to `close`.',
      ],
    },
    'reads-from-the-end': {
      title: 'The reader begins at the end of the topic and sees nothing that was stored before.',
      why: 'A group that has never committed an offset begins at the end, unless it asks for the beginning. The orders are there; it waits for new ones.',
      section: 'where-a-reader-begins',
      hints: [
        'Where does a group begin that has read nothing yet?',
        'Look at the options of `consumer.subscribe`.',
        '`await consumer.subscribe({ topic, fromBeginning: true })`.',
      ],
    },
    'reads-once-only': {
      title: 'The second reading does not begin at the first order again.',
      why: '`fromBeginning` counts only for a group without committed offsets. A group with the same id goes on where it stopped: the broker remembers its offset.',
      section: 'where-a-reader-begins',
      hints: [
        'What does the broker remember of a group after it has read?',
        'Is the group of the second reading a new one?',
        'Give each reading a group id of its own, as the stub does with `randomUUID()`.',
      ],
    },
    'reads-not-all': {
      title: 'Reading does not give every order of the topic, each with its place.',
      why: 'What was read differs from what the broker holds.',
      section: 'where-a-reader-begins',
      hints: [
        'Which of the orders is missing, or has another partition or offset than the broker says?',
        '`readUntil` reads up to the ends that it is given, of all partitions.',
        'Return what `readUntil(consumer, ends)` returns, with `ends` from `admin.fetchTopicOffsets(topic)`.',
      ],
    },
    'left-open': {
      title: 'Connections are still open after `close`.',
      why: 'Each kafkajs client has connections of its own, which stay open until it is disconnected. They keep the process alive and count against the broker’s limit.',
      section: 'one-connection-kept',
      hints: [
        'Which clients did you connect, and which of them did you disconnect?',
        'Admin, producer and consumer each have a `disconnect`.',
        '`await producer.disconnect(); await admin.disconnect();`.',
      ],
    },
  },
});
