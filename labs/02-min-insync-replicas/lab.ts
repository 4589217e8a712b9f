import { defineLab } from '#define';

export default defineLab({
  title: 'min.insync.replicas: how many are “all”?',
  goal: 'You create the topic of orders so that it survives the loss of one broker and keeps taking orders meanwhile. Then you write its sender: what the cluster refuses waits in a file, and arrives once the brokers are back.',
  minutes: 40,
  shape: 'three',
  files: ['orders-topic.ts', 'order-sender.ts'],
  tasks: ['A topic that survives one lost broker', 'A sender that survives two'],

  diagnoses: {
    'topic-not-made': { section: 'your-task' },
    'on-one-broker': { section: 'how-many-copies' },
    'one-loss-stops-orders': { section: 'the-smallest-all' },
    'receipt-of-one-broker': { section: 'the-smallest-all' },
    'not-stored': { section: 'your-task' },
    'acks-not-all': { section: 'it-counts-with-acks-all-only' },
    'tries-for-ever': { section: 'try-then-park' },
    'not-parked': { section: 'try-then-park' },
    'order-dropped': { section: 'try-then-park' },
    'perhaps-called-refused': { section: 'refused-or-perhaps-stored' },
    'new-id': { section: 'refused-or-perhaps-stored' },
    'refused-order-doubled': { section: 'refused-or-perhaps-stored' },
    overtaken: { section: 'behind-the-others' },
    'hopeless-parked': { section: 'errors-that-stay' },
    'hopeless-swallowed': { section: 'errors-that-stay' },
    'hopeless-tried-again': { section: 'errors-that-stay' },
    'parked-needlessly': { section: 'try-then-park' },
    'gives-up-at-once': { section: 'try-then-park' },
    'stays-parked': { section: 'behind-the-others' },
  },
});
