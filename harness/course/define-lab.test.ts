import { expect, test } from 'vitest';
import { defineLab, joinParts, type LabDefinition } from './define-lab.ts';

const definition: LabDefinition = {
  title: 'Acks',
  goal: 'You send payments.',
  minutes: 10,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Send'],
  diagnoses: { 'acks-one': { section: 's' } },
};

test('a lab is what its definition says', () => {
  expect(defineLab(definition)).toBe(definition);
});

test('checks that break brokers do not run side by side', () => {
  expect(() => defineLab({ ...definition, shape: 'three', sideBySide: true })).toThrow('the shape must be one');
});

test('parts are one in the sequence of the tasks: the first diagnosis stays the first', () => {
  const part = (name: string) => ({ diagnoses: { [name]: { section: name } } });
  const joined = joinParts([part('second-in-the-alphabet'), part('first')]);
  expect(Object.keys(joined.diagnoses)).toEqual(['second-in-the-alphabet', 'first']);
});
