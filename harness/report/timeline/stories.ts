import type { HistoryEvent } from '../../history/events.ts';
import { Story } from './story.ts';

/** A worker that is killed between a charge and its commit, and the one after it, which charges again. */
export function killedBeforeCommit(): { events: HistoryEvent[]; proof: Set<number> } {
  const story = new Story({ atMs: 1_100 });
  story.start('worker');
  story.wait(70).exchange('worker', { api: 'ApiVersions' }, 'asks what the broker can do', 'answers NONE');
  story.exchange('worker', { api: 'Metadata' }, 'asks for the brokers and partitions', 'answers NONE');
  story.fetch('worker', 0, 2);
  story.effect('worker', 'asked', 'order-1', 'charges order-1');
  story.wait(3).effect('worker', 'done', 'order-1', 'charged order-1');
  story.commit('worker', 1, 'answers NONE for orders-0');
  story.effect('worker', 'asked', 'order-2', 'charges order-2');
  const first = story.wait(2).effect('worker', 'done', 'order-2', 'charged order-2');
  story.commit('worker', 2);
  const fault = story.fault('killed the worker before its commit of orders-0 up to 2 was forwarded');
  story.exit('worker', 'ended by SIGKILL');
  const offsets = story.wait(80).tell('broker 1', 'the committed offset of orders-0 is 1', {
    kind: 'offsets',
    group: 'payments',
    offsets: [{ topic: 'orders', partition: 0, offset: 1 }],
  });
  story.start('worker 2');
  story.wait(60).exchange('worker 2', { api: 'Metadata' }, 'asks for the brokers and partitions', 'answers NONE');
  story.exchange('worker 2', { api: 'OffsetFetch' }, 'asks where payments stands', 'answers orders-0 at 1');
  const [fetched] = story.fetch('worker 2', 1, 1);
  story.effect('worker 2', 'asked', 'order-2', 'charges order-2');
  const again = story.wait(2).effect('worker 2', 'done', 'order-2', 'charged order-2 again');
  story.commit('worker 2', 2, 'answers NONE for orders-0');
  story.fetch('worker 2', 2, 0);
  story.fetch('worker 2', 2, 0);
  story.exit('worker 2', 'ended by itself, exit code 0');
  return { events: story.events, proof: new Set([first, fault, offsets, fetched!, again]) };
}

/** Two workers and three brokers, a rebalance, a commit that the harness refuses, a charge that fails and one nobody answers. */
export function longStory({ rounds = 14 } = {}): { events: HistoryEvent[]; proof: Set<number> } {
  const story = new Story({ atMs: 2_000 });
  story.start('worker');
  story.start('worker 2');
  for (const worker of ['worker', 'worker 2']) {
    story.exchange(worker, { api: 'ApiVersions', broker: 1 }, 'asks what the broker can do', 'answers NONE');
    story.exchange(
      worker,
      { api: 'FindCoordinator', broker: 2 },
      'asks for the coordinator of payments',
      'answers broker 3',
    );
    story.exchange(worker, { api: 'JoinGroup', broker: 3 }, 'joins group payments', 'answers NONE, generation 1');
    story.exchange(worker, { api: 'SyncGroup', broker: 3 }, 'asks for its partitions', 'answers orders-0, orders-2');
  }
  for (let order = 1; order <= rounds; order++) {
    const worker = order % 2 === 0 ? 'worker 2' : 'worker';
    story.exchange(worker, { api: 'Heartbeat', broker: 3 }, 'heartbeat in generation 1', 'answers NONE');
    story.fetch(worker, order - 1, 1, 1 + (order % 3));
    story.effect(worker, 'asked', `order-${order}`, `charges order-${order}`);
    story.wait(4).effect(worker, 'done', `order-${order}`, `charged order-${order}`);
    story.commit(worker, order, 'answers NONE for orders-0', {}, 3);
    story.fetch(worker, order, 0, 1 + (order % 3));
  }
  const fault = story.fault('refuses the next OffsetCommit of worker 2 with REBALANCE_IN_PROGRESS');
  story.effect('worker 2', 'asked', 'order-90', 'charges order-90');
  const charged = story.effect('worker 2', 'done', 'order-90', 'charged order-90');
  const refused = story.commit(
    'worker 2',
    90,
    'answers REBALANCE_IN_PROGRESS for orders-0',
    { errors: ['REBALANCE_IN_PROGRESS'], injected: true },
    3,
  );
  const wire = { api: 'Heartbeat', broker: 3, generation: 1 } as const;
  story.exchange('worker', wire, 'heartbeat in generation 1', 'answers REBALANCE_IN_PROGRESS', {
    errors: ['REBALANCE_IN_PROGRESS'],
  });
  story.effect('worker', 'failed', 'order-91', 'charging order-91 failed: the bank said “insufficient funds <&> more”');
  story.effect('worker 2', 'asked', 'order-92', 'charges order-92');
  story.fault('killed broker 2');
  story.exchange('worker', { api: 'Produce', broker: 2, acks: -1 }, 'produces 1 record to payments-1 with acks all');
  story.exchange('worker', { api: 'Produce', broker: undefined, acks: 0 }, 'produces 1 record to pings-0 with acks 0');
  story.effect('worker 2', 'unanswered', 'order-92', 'nobody told it whether order-92 was charged');
  story.exit('worker 2', 'ended by SIGKILL');
  story
    .wait(300)
    .tell(
      'harness',
      'waited until broker 1 leads payments-1, and every consumer of the group payments had left it for good',
    );
  story.tell(
    'broker 1',
    'orders-0 holds 93 records, and a very long sentence goes on about each and every one of them: order-1, order-2, order-3, order-4, order-5 and so on, until nobody reads it any more, which is a pity, as its end is the best part of it all, some say, while others disagree with them',
  );
  for (let order = 92; order < 92 + rounds; order++) {
    story.fetch('worker', order, 1, 3);
    story.effect('worker', 'asked', `order-${order}`, `charges order-${order}`);
    story.effect('worker', 'done', `order-${order}`, `charged order-${order}`);
    story.commit('worker', order, 'answers NONE for orders-0', {}, 3);
  }
  const again = story.effect('worker', 'done', 'order-90', 'charged order-90 again');
  story.exit('worker', 'ended by itself, exit code 0');
  return { events: story.events, proof: new Set([fault, charged, refused[1]!, again]) };
}

/** Names and texts that nobody would choose. */
export function hostileStory(): { events: HistoryEvent[]; proof: Set<number> } {
  const story = new Story({ atMs: 98_765_432 });
  const name = 'worker-with-a-name-that-is-far-too-long-for-any-column <script>alert(1)</script>';
  const long = 'W'.repeat(400);
  story.start(name);
  story.start('주문 처리 작업자 번호 하나둘셋');
  story.exchange(
    name,
    { api: 'Produce', broker: 1 },
    `produces ${long}`,
    `answers ]]> & "quotes" 'single' <b>${long}</b>`,
  );
  story.exchange(
    '주문 처리 작업자 번호 하나둘셋',
    { api: 'Produce', broker: 1_000_000 },
    '주문을 '.repeat(60),
    '🎉👩‍👩‍👧‍👦🇰🇷'.repeat(60),
  );
  story.exchange('주문 처리 작업자 번호 하나둘셋', { api: 'Produce', broker: 1_000_000, acks: -1 }, '쓴다 '.repeat(60));
  for (const phase of ['asked', 'done', 'failed', 'unanswered'] as const) {
    story.effect(name, phase, 'x', '@MW% '.repeat(70));
    story.effect(
      '주문 처리 작업자 번호 하나둘셋',
      phase,
      'x',
      'é\u0000\u001b[31mred\u0007\ud800 \u202eesrever\n\tnext line',
    );
  }
  story.tell('you', 'a note of somebody who has no process, at length: '.repeat(5));
  const fault = story.fault(`killed ${'everything and '.repeat(40)}more`);
  story.tell('harness', 'MMMM '.repeat(100));
  const proof = story.tell('broker 1', '');
  story.exit(name, 'ended by '.repeat(30));
  return { events: story.events, proof: new Set([1, 3, 4, 5, 8, 12, fault, proof]) };
}
