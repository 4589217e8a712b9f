import { expect, test } from 'vitest';
import { drawnEvents, type Row } from './drawn-events.ts';
import { fatesOf } from './exchanges.ts';
import type { Passing } from './passing.ts';
import { longStory } from './stories.ts';
import { Story } from './story.ts';

const none = new Set<number>();
const numbers = (rows: readonly Row[]) => rows.map((row) => (row.kind === 'gap' ? `gap ${row.count}` : row.event.n));
const drawn = ({ events }: Story, highlighted = none) => numbers(drawnEvents(events, { highlighted }).rows);

test('what every client does all the time is not drawn, and counted', () => {
  const story = new Story();
  for (const api of [
    'ApiVersions',
    'Metadata',
    'FindCoordinator',
    'Heartbeat',
    'SaslHandshake',
    'SaslAuthenticate',
  ] as const)
    story.exchange('worker', { api }, 'asks', 'answers NONE');
  story.exchange('worker', { api: 'JoinGroup' }, 'joins', 'answers NONE');
  const drawing = drawnEvents(story.events, { highlighted: none });
  expect(numbers(drawing.rows)).toEqual([13, 14]);
  expect(drawing).toMatchObject({ total: 14, leftOut: 0 });
  expect([...drawing.routine]).toContainEqual(['Heartbeat', 2]);
});

test('routine is drawn where it went wrong, where the harness answered it, and where it proves something', () => {
  const story = new Story();
  const heartbeat = (answered = {}) => story.exchange('worker', { api: 'Heartbeat' }, 'heartbeat', 'answers', answered);
  heartbeat();
  const failed = heartbeat({ errors: ['REBALANCE_IN_PROGRESS'] });
  const injected = heartbeat({ injected: true });
  const proving = heartbeat();
  heartbeat();
  expect(drawn(story, new Set([proving[1]!]))).toEqual([...failed, ...injected, ...proving]);
});

test('a fetch is drawn where it brings records, fails, or asks from another offset than before', () => {
  const story = new Story();
  const first = story.fetch('worker', 0, 0);
  story.fetch('worker', 0, 0);
  story.fetch('worker', 0, undefined);
  const records = story.fetch('worker', 0, 3);
  const moved = story.fetch('worker', 3, 0);
  story.fetch('worker', 3, 0);
  const unanswered = story.fetch('worker', 2, undefined);
  const other = story.fetch('worker 2', 2, 0);
  expect(drawn(story)).toEqual([...first, ...records, ...moved, ...unanswered, ...other]);
});

test('heartbeats of the newer group protocol are drawn where the epoch changes', () => {
  const story = new Story();
  const beat = (asked: number, given: number) =>
    story.exchange('worker', { api: 'ConsumerGroupHeartbeat', generation: asked }, 'beat', 'answers', {
      generation: given,
    });
  const joins = beat(0, 1);
  beat(1, 1);
  const moves = beat(1, 2);
  expect(drawn(story)).toEqual([...joins, ...moves]);
});

test('what every session with a database does is not drawn, unless it failed or proves something', () => {
  const story = new Story();
  for (const sql of ['SET NAMES utf8mb4', 'PING', 'PREPARE', 'CLOSE', 'QUIT']) story.command('worker', sql, 'OK');
  const insert = story.command('worker', 'INSERT INTO orders VALUES (1)', 'OK, 1 row');
  const failed = story.command('worker', 'PREPARE', 'ERR 1146', { error: { code: 1146, message: 'no such table' } });
  const proving = story.command('worker', 'PING', 'OK');
  expect(drawn(story, new Set([proving[0]!]))).toEqual([...insert, ...failed, ...proving]);
});

test('exchanges with brokers and with a database are told apart, though both count from 1', () => {
  const events = [new Story(), new Story()];
  events[0]!.exchange('worker', { api: 'Produce', acks: -1 }, 'produces');
  events[1]!.command('worker', 'COMMIT', 'OK');
  const [produce, commit, reply] = [...events[0]!.events, ...events[1]!.events].map(
    ({ details }) => details as Passing,
  );
  const fates = fatesOf([...events[0]!.events, ...events[1]!.events]);
  expect([fates(produce!), fates(commit!), fates(reply!)]).toEqual(['unanswered', 'answered', 'answered']);
});

test('no more rows than the limit are drawn, those nearest to faults and highlighted events', () => {
  const story = new Story();
  for (let n = 1; n <= 10; n++) story.tell('you', `note ${n}`);
  const fault = story.fault('killed broker 1');
  for (let n = 12; n <= 100; n++) story.tell('you', `note ${n}`);
  const rows = drawnEvents(story.events, { highlighted: new Set([60]), limit: 13 }).rows;
  expect(numbers(rows)).toEqual(['gap 8', 9, 10, fault, 12, 13, 'gap 44', 58, 59, 60, 61, 62, 'gap 38']);
});

test('starts and exits are drawn however far they are, and a gap of one event is that event', () => {
  const story = new Story();
  story.start('worker');
  story.tell('you', 'one alone');
  const exit = story.exit('worker', 'ended');
  for (let n = 0; n < 50; n++) story.tell('you', 'more');
  const fault = story.fault('killed broker 1');
  expect(numbers(drawnEvents(story.events, { highlighted: none, limit: 5 }).rows)).toEqual([
    1,
    2,
    exit,
    'gap 50',
    fault,
  ]);
});

test('a history without faults and proof keeps its two ends', () => {
  const story = new Story();
  for (let n = 0; n < 100; n++) story.tell('you', 'note');
  const rows = numbers(drawnEvents(story.events, { highlighted: none, limit: 5 }).rows);
  expect(rows).toEqual([1, 2, 'gap 96', 99, 100]);
});

test('all highlighted events are drawn, even where they are more than the limit', () => {
  const story = new Story();
  for (let n = 0; n < 100; n++) story.tell('you', 'note');
  const odd = new Set(story.events.map(({ n }) => n).filter((n) => n % 2 === 1));
  expect(drawnEvents(story.events, { highlighted: odd, limit: 10 }).leftOut).toBe(0);
});

test('each event is drawn, behind a gap or counted as routine', () => {
  const { events, proof } = longStory({ rounds: 40 });
  const { rows, total, leftOut, routine } = drawnEvents(events, { highlighted: proof });
  const shown = rows.filter(({ kind }) => kind === 'event').length;
  expect(rows.length).toBeLessThanOrEqual(60);
  expect(shown + leftOut + [...routine.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
  for (const n of proof) expect(numbers(rows)).toContain(n);
});

test('a lane that counts its exchanges from 1 again does not mix them up', () => {
  const story = new Story();
  const heartbeat = { api: 'Heartbeat', exchange: 1 } as const;
  story.exchange('worker', heartbeat, 'heartbeat', 'answers NONE');
  const failed = story.exchange('worker', heartbeat, 'heartbeat', 'answers', { errors: ['UNKNOWN_MEMBER_ID'] });
  expect(drawn(story)).toEqual(failed);
});
