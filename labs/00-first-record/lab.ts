import { defineLab } from '#define';

export default defineLab({
  title: 'Put an order into a topic and read it back',
  goal: 'You write the shop’s order log: it makes sure that the topic exists, stores each order as one record, reads all of them back, and keeps its connections between calls.',
  minutes: 10,
  shape: 'one',
  sideBySide: 'again',
  files: ['orders.ts'],
  tasks: ['Store orders and read them back'],

  diagnoses: {
    'topic-not-created': { section: 'a-topic-and-its-partitions' },
    'wrong-partition-count': { section: 'a-topic-and-its-partitions' },
    'value-not-json': { section: 'a-record' },
    'record-missing': { section: 'when-has-the-broker-got-it' },
    'send-not-awaited': { section: 'when-has-the-broker-got-it' },
    'record-doubled': { section: 'a-record' },
    'no-key': { section: 'a-record' },
    'wrong-key': { section: 'a-record' },
    'connects-each-time': { section: 'one-connection-kept' },
    'reads-from-the-end': { section: 'where-a-reader-begins' },
    'reads-once-only': { section: 'where-a-reader-begins' },
    'reads-not-all': { section: 'where-a-reader-begins' },
    'left-open': { section: 'one-connection-kept' },
  },
});
