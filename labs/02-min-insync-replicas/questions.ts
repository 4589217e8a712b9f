import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'all-is-one',
    ask: 'A topic has three replicas, and Kafka’s defaults for everything else. All brokers but the leader are stopped, and an order is sent with acks all. Then the leader dies and loses its disk, and all three are started again. What became of the order?',
    choices: {
      refused: 'it was refused: “all” could not be reached',
      kept: 'it had a receipt, and the topic holds it',
      gone: 'it had a receipt, and it is gone',
    },
    run: 'mistake min-left-at-default',
    check: 'an order that one broker alone would keep is refused',
    found: (shown) => {
      if (lineOf(shown, /an order with a receipt is gone/)) return 'gone';
      if (lineOf(shown, /refuses order-1/)) return 'refused';
      return lineOf(shown, /takes order-1/) ? 'kept' : undefined;
    },
    because:
      '“All” means all that are in sync now, and `min.insync.replicas` is 1 by default: one is enough. The followers cut their logs to match the new leader’s, which is empty.',
    section: 'the-smallest-all',
  },
  {
    id: 'min-3',
    ask: 'Three replicas, and `min.insync.replicas` is 3, to be safe. The leader dies, another takes over. What becomes of the next order with acks all?',
    choices: { taken: 'it is taken', refused: 'it is refused', waits: 'it waits until the third broker is back' },
    run: 'mistake min-3',
    check: 'with its leader lost, the topic keeps what has a receipt, and takes new orders',
    found: (shown) =>
      lineOf(shown, /refuses order-2/) ? 'refused' : lineOf(shown, /takes order-2/) ? 'taken' : undefined,
    because:
      'Two are in sync and three are asked for: `NOT_ENOUGH_REPLICAS`. With a minimum as high as the number of replicas, each restart of a broker stops all writers.',
    section: 'the-smallest-all',
  },
];
