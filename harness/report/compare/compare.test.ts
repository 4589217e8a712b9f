import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { Story } from '../timeline/story.ts';
import { compareSvg } from './compare-svg.ts';
import { compareText } from './compare-text.ts';
import type { CompareInput } from './input.ts';

function input(commits: boolean): CompareInput {
  const told = (isRight: boolean) => {
    const story = new Story();
    story.start('worker');
    story.effect(
      'worker',
      'done',
      'order-1',
      'charge(order-1): done, and the gateway said so in a sentence of some length',
    );
    if (isRight) story.commit('worker', 1, 'offset 1 of orders-0 is committed');
    story.fault('killed the worker <after> its 1st charge & before it heard of it');
    return story.events;
  };
  return {
    title: 'no order is charged twice',
    moment: 'after its 1st charge',
    mine: { name: 'your program', outcome: 'Commits too rarely.', events: told(commits) },
    theirs: { name: 'the solution', outcome: 'It passes.', events: told(true) },
  };
}

test('two runs are side by side in 80 columns, and a line says where they part', () => {
  const text = compareText(input(false));
  expect(stripVTControlCharacters(text)).toBe(text);
  expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  expect(text).toMatch(/your program +│ the solution/);
  expect(text).toMatch(/from here on they differ[^\n]*\n +≠ +0\.\d+ worker: commits orders-0 up/);
});

test('runs that did the same say so', () => {
  expect(compareText(input(true))).toContain('Both did the same');
  expect(compareSvg(input(true))).toContain('Both did the same');
});

test('the drawing is one document whose texts are escaped, and says to a screen reader where they part', () => {
  const svg = compareSvg(input(false));
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img"/);
  expect(svg).toContain('killed the worker &lt;after&gt;');
  expect(svg).toMatch(/<desc [^>]*>[^<]*Where they part,[^<]*commits orders-0 up to 1/);
});

test('a run that never came to the moment has an empty side', () => {
  const { theirs, ...rest } = input(false);
  const text = compareText({ ...rest, theirs: { ...theirs, events: [] } });
  expect(text).toContain('killed the worker');
});
