import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import type { TimelineInput } from './input.ts';
import { hostileStory, killedBeforeCommit, longStory } from './stories.ts';
import { Story } from './story.ts';
import { timelineSvg } from './svg.ts';

const head = { title: 'A title', description: 'What it is about.' };
const svgOf = ({ events }: Story, proof: number[] = []) => timelineSvg({ ...head, events, proof: new Set(proof) });

const inputs: [string, TimelineInput][] = [
  ['an empty history', { ...head, events: [], proof: new Set() }],
  ['one event', { ...head, events: killedBeforeCommit().events.slice(0, 1), proof: new Set([1]) }],
  ['a short story', { ...head, ...killedBeforeCommit() }],
  ['a long story', { ...head, ...longStory() }],
  ['hostile texts', { title: ']]> <&"\'> \u0000'.repeat(30), description: '--> 🎉 '.repeat(90), ...hostileStory() }],
];

/** Walks all tags; returns what is wrong with them as XML. */
function wrongIn(document: string): string[] {
  const wrong: string[] = [];
  const open: string[] = [];
  const rest = document.replaceAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/gi, (_, end, name, __, alone) => {
    if (end === '/' && open.pop() !== name) wrong.push(`</${name}> closes something else`);
    if (end === '' && alone === '') open.push(name);
    return '';
  });
  if (/[<]/.test(rest)) wrong.push('a < that begins no tag');
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(rest)) wrong.push('a & that begins no entity');
  if (clean(rest) !== rest.replaceAll(/\s+/g, ' ').trim()) wrong.push('characters that cannot be shown');
  return [...wrong, ...open.map((name) => `<${name}> is not closed`)];
}

test.each(inputs)('%s is well-formed XML', (_, input) => {
  expect(wrongIn(timelineSvg(input))).toEqual([]);
});

test('the check for well-formedness finds what is wrong', () => {
  expect(wrongIn('<a><b></a>')).toHaveLength(2);
  expect(wrongIn('<a>1 < 2 & 3</a>')).toHaveLength(2);
  expect(wrongIn('<a>\u0007</a>')).toHaveLength(1);
});

test.each(inputs)('%s needs nothing but itself', (_, input) => {
  const document = timelineSvg(input).replace('xmlns="http://www.w3.org/2000/svg"', '');
  expect(document).not.toMatch(/<script|<image|<use|<foreignObject|href=|url\(|@import|@font-face| on\w+="/);
});

test.each(inputs)('%s is announced to screen readers', (_, input) => {
  const [, title, desc] = /role="img" aria-labelledby="(\S+) (\S+)"/.exec(timelineSvg(input))!;
  expect(timelineSvg(input)).toContain(`<title id="${title}">`);
  expect(timelineSvg(input)).toContain(`<desc id="${desc}">`);
});

test('what proves the verdict is told to screen readers', () => {
  expect(timelineSvg({ ...head, ...killedBeforeCommit() })).toContain(
    'What it is about. What proves the verdict: 1.196 s, worker: charged order-2. 1.198 s, harness: killed the worker',
  );
});

test('each proving event that is drawn has its band and its mark', () => {
  const { events, proof } = killedBeforeCommit();
  const svg = timelineSvg({ ...head, events, proof });
  expect(svg.match(/class="\w+( \w+)? proof"/g)).toHaveLength(5);
  expect(svg.match(/>» \d/g)).toHaveLength(5);
  expect(timelineSvg({ ...head, events, proof: new Set() })).not.toContain('class="band"');
});

test('columns stand in the order processes, brokers by number, harness', () => {
  const heads = [
    ...timelineSvg({ ...head, ...longStory() }).matchAll(/<title>([^<]+)<\/title><rect [^>]*class="head/g),
  ];
  expect(heads.slice(0, 7).map(([, name]) => name)).toEqual([
    'worker',
    'worker 2',
    'broker 1',
    'broker 2',
    'broker 3',
    'broker ?',
    'harness',
  ]);
});

test('a database has a column of its own between the brokers and the harness', () => {
  const story = new Story();
  story.fault('killed broker 1');
  story.command('worker', 'COMMIT', 'OK');
  story.commit('worker', 4, 'answers NONE');
  const heads = [...svgOf(story).matchAll(/<title>([^<]+)<\/title><rect [^>]*class="head (\w+)"/g)];
  expect(heads.slice(0, 4).map(([, name, kind]) => [name, kind])).toEqual([
    ['worker', 'process'],
    ['broker 1', 'broker'],
    ['database', 'database'],
    ['harness', 'harness'],
  ]);
  expect(svgOf(story)).toContain('(command 1: COMMIT, connection 1)');
});

test('a process is drawn from its start to its exit, each time it runs', () => {
  const story = new Story();
  const lives = () => svgOf(story).match(/class="life process"/g)?.length ?? 0;
  story.tell('worker', 'not yet', {
    kind: 'exit',
    process: 'worker',
    how: 'ended before the scene',
    code: null,
    signal: null,
  });
  expect(lives()).toBe(1);
  story.start('worker');
  story.exit('worker', 'ended');
  expect(lives()).toBe(2);
  story.start('worker');
  expect(lives()).toBe(3);
});

test('an injected answer is dashed, says so, and leaves the request at the harness', () => {
  const story = new Story();
  story.commit('worker', 4, 'answers NOT_COORDINATOR', { injected: true });
  const svg = svgOf(story);
  expect(svg).toContain('class="stroke dashed"');
  expect(svg).toContain('>answers NOT_COORDINATOR (injected by the harness)<');
  expect(svg).toContain('>stopped by the harness<');
});

test('a request without an answer breaks off, one that is owed none does not', () => {
  const story = new Story();
  story.exchange('worker', { api: 'Produce', acks: 0 }, 'produces a ping');
  expect(svgOf(story)).not.toContain('no answer');
  story.exchange('worker', { api: 'Produce', acks: -1 }, 'produces a payment');
  expect(svgOf(story)).toContain('>produces a payment (no answer)<');
});

test('the four phases of an effect differ in more than their colour', () => {
  const marks = (['asked', 'done', 'failed', 'unanswered'] as const).map((phase) => {
    const story = new Story();
    story.effect('worker', phase, 'order-1', 'charge');
    return /class="boxed .*?<path d="([^"]+)"/.exec(svgOf(story))?.[1];
  });
  expect(new Set(marks).size).toBe(4);
});

test('the foot says what is not drawn', () => {
  expect(timelineSvg({ ...head, ...longStory() })).toContain('>202 of 260 events are not drawn: 166 left out');
});
