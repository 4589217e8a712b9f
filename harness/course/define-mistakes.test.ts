import { expect, test } from 'vitest';
import { defineLab } from './define-lab.ts';
import { type Mistakes, mistakesFileOf } from './define-mistakes.ts';

const lab = defineLab({
  title: 'Acks',
  goal: 'You send payments.',
  minutes: 10,
  shape: 'three',
  files: ['sender.ts', 'topic.ts'],
  tasks: ['Send', 'Make the topic'],
  decisions: [],
  diagnoses: { 'acks-one': { title: 't', why: 'w', section: 's', hints: ['1', '2', '3'] } },
});

const believed = 'The leader has it.';
const edits = { 'acks: -1': 'acks: 1' };

test('a mistake names a diagnosis of its lab, or one that all labs have; the compiler refuses another', () => {
  const mistakes = {
    own: { believed, diagnosis: 'acks-one', edits },
    common: { believed, diagnosis: 'threw', edits },
    // @ts-expect-error no such diagnosis
    unknown: { believed, diagnosis: 'acks-two', edits },
  } satisfies Mistakes<typeof lab>;
  expect(Object.keys(mistakes)).toHaveLength(3);
});

test('a mistake may edit other learner files, too; the compiler refuses a file that is none', () => {
  const mistakes = {
    known: { believed, diagnosis: 'acks-one', edits, also: { 'topic.ts': edits } },
    // @ts-expect-error no such learner file
    unknown: { believed, diagnosis: 'acks-one', edits, also: { 'helper.ts': edits } },
  } satisfies Mistakes<typeof lab>;
  expect(Object.keys(mistakes)).toHaveLength(2);
});

test('a mistake says what its author believed, and holds edits or is a program; the compiler asks for both', () => {
  const mistakes = {
    // @ts-expect-error nobody knows why
    unexplained: { diagnosis: 'acks-one', edits },
    // @ts-expect-error nothing is wrong
    right: { believed, diagnosis: 'acks-one' },
    program: { believed, diagnosis: 'acks-one', program: true },
  } satisfies Mistakes<typeof lab>;
  expect(Object.keys(mistakes)).toHaveLength(3);
});

test('the mistakes of a learner file are in a file that is called by it', () => {
  expect(mistakesFileOf('solutions/01-acks/sender.ts')).toBe('solutions/01-acks/sender.mistakes.ts');
});
