import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { hostileStory, killedBeforeCommit, longStory } from './stories.ts';
import { Story } from './story.ts';
import { timelineText } from './text.ts';

const head = { title: 'A title', description: 'What it is about.' };
const textOf = ({ events }: Story, proof: number[] = []) =>
  timelineText({ ...head, events, proof: new Set(proof) })
    .split('\n')
    .slice(3);

test('a kill before a commit reads as it happened', () => {
  const lines = timelineText({ ...head, ...killedBeforeCommit() }).split('\n');
  expect(lines.slice(0, 3)).toEqual(['A title', 'What it is about.', '']);
  expect(lines.slice(9, 18)).toEqual([
    '  1.192  worker    <── broker 1  answers NONE for orders-0',
    '  1.193  worker     ▸            charges order-2',
    '» 1.196  worker     ✓            charged order-2',
    '  1.197  worker    ──✗ broker 1  commits orders-0 up to 2 (no answer)',
    '» 1.198  harness    ⚡           killed the worker before its commit of orders-0',
    '                                 up to 2 was forwarded',
    '  1.199  worker     ╳            ended by SIGKILL',
    '» 1.280  broker 1   =            the committed offset of orders-0 is 1',
    '  1.281  worker 2   ●            the program is started',
  ]);
  expect(lines.slice(-6)).toEqual([
    '',
    '» proves the verdict   ▸ begun   ✓ done',
    '──✗ never arrived, or its answer never came',
    '8 of 33 events are not drawn, of routine (ApiVersions 2, Metadata 4, Fetch',
    'without records 2).',
    '',
  ]);
});

test('a refused request ends at the harness, which answers it', () => {
  const story = new Story();
  const refused = { errors: ['NOT_COORDINATOR'], injected: true as const };
  story.commit('worker', 4, 'answers NOT_COORDINATOR for orders-0', refused, 2);
  expect(textOf(story)).toEqual([
    '  0.001  worker  ──┤ broker 2  commits orders-0 up to 4',
    '  0.004  worker  <╌╌ broker 2  answers NOT_COORDINATOR for orders-0 (injected by',
    '                               the harness)',
    '',
    '──┤ stopped by the harness',
    'All 2 events are drawn.',
    '',
  ]);
});

test('a request that is owed no answer lacks none', () => {
  const story = new Story();
  story.exchange('worker', { api: 'Produce', acks: 0, broker: undefined }, 'produces 1 record');
  expect(textOf(story)[0]).toBe('  0.001  worker  ──> broker ?  produces 1 record');
});

test('a command to a database is drawn as a request is, to the database', () => {
  const story = new Story();
  story.command('worker', 'SET NAMES utf8mb4', 'OK');
  story.command('worker', 'INSERT INTO orders VALUES (7)', 'OK, 1 row', { rows: 1 });
  story.command('worker', 'COMMIT');
  story.command('worker', 'QUIT', undefined, { silent: true });
  expect(textOf(story)).toEqual([
    '  0.005  worker  ──> database  INSERT INTO orders VALUES (7)',
    '  0.008  worker  <── database  OK, 1 row',
    '  0.009  worker  ──✗ database  COMMIT (no answer)',
    '',
    '──✗ never arrived, or its answer never came',
    '3 of 6 events are not drawn, of routine (SET 2, QUIT 1).',
    '',
  ]);
});

test('a history without requests keeps no room for brokers', () => {
  const story = new Story();
  story.effect('worker', 'unanswered', 'order-1', 'was never told about order-1');
  expect(textOf(story)[0]).toBe('  0.001  worker   ?   was never told about order-1');
});

test('gaps and routine are told', () => {
  const text = timelineText({ ...head, ...longStory() });
  expect(text).toContain('\n         … 105 events left out …\n');
  expect(text.replaceAll('\n', ' ')).toContain(
    '202 of 260 events are not drawn: 166 left out at the gaps, 36 of routine (ApiVersions 4, FindCoordinator 4, Heartbeat 28).',
  );
});

test('no line is wider than 80 columns, and no control character gets through', () => {
  const text = timelineText({ title: 'T'.repeat(300), description: '\u001b[2Jgone', ...hostileStory() });
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('an empty history and a history of one event say so', () => {
  const empty = timelineText({ ...head, events: [], proof: new Set() });
  expect(empty).toBe('A title\nWhat it is about.\n\nThe history holds no events.\n');
  const story = new Story();
  story.tell('you', 'send(order-1): resolved');
  expect(textOf(story)).toEqual(['  0.001  you       send(order-1): resolved', '', 'The only event is drawn.', '']);
});
