import { expect, test } from 'vitest';
import { Story } from '../timeline/story.ts';
import { align, rowsOf } from './align.ts';

/** A run told in effects: `order-1 order-2 !` is two charges and a kill. */
function run(told: string): Story['events'] {
  const story = new Story();
  story.start('worker');
  for (const word of told.split(' '))
    if (word === '!') story.fault('killed the worker');
    else if (word.startsWith('@')) story.commit('worker', Number(word.slice(1)));
    else story.effect('worker', 'done', word, `charge(${word}): done`);
  return story.events;
}

const texts = (mine: string, theirs: string): string[] =>
  align(run(mine), run(theirs)).pairs.map(
    ({ mine, theirs, isSame }) => `${mine?.text ?? '-'} ${isSame ? '=' : '≠'} ${theirs?.text ?? '-'}`,
  );

test('what both did stands side by side, what one alone did on its own side', () => {
  expect(texts('order-1 order-2 !', 'order-1 @1 order-2 !').slice(1)).toEqual([
    'charge(order-1): done = charge(order-1): done',
    '- ≠ commits orders-0 up to 1',
    'charge(order-2): done = charge(order-2): done',
    'killed the worker = killed the worker',
  ]);
});

test('runs that took the orders in another order did the same', () => {
  const { divergesAt, pairs } = align(run('order-1 order-3 !'), run('order-2 order-1 !'));
  expect(divergesAt).toBe(-1);
  expect(pairs).toHaveLength(4);
});

test('an order that comes again is another one than an order that is new', () => {
  expect(align(run('order-1 order-1'), run('order-1 order-2')).divergesAt).toBe(2);
});

test('routine is left out', () => {
  const story = new Story();
  story.start('worker');
  story.exchange('worker', { api: 'Heartbeat' }, 'says that it is alive', 'knows it');
  const bare = new Story();
  bare.start('worker');
  expect(align(story.events, bare.events)).toMatchObject({ divergesAt: -1, pairs: [{ isSame: true }] });
});

test('what is far from each difference is a gap', () => {
  const many = Array.from({ length: 9 }, (_, index) => `order-${index}`).join(' ');
  const rows = rowsOf(align(run(`${many} !`), run(many)));
  expect(rows.map((row) => (row.kind === 'gap' ? `… ${row.count}` : row.isFirst ? 'first' : 'same'))).toEqual([
    '… 7',
    'same',
    'same',
    'same',
    'first',
  ]);
});
