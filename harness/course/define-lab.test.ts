import { expect, test } from 'vitest';
import { defineLab, joinParts, type LabDefinition } from './define-lab.ts';

const definition: LabDefinition = {
  title: 'Acks',
  goal: 'You send payments.',
  minutes: 10,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Send'],
  decisions: [],
  diagnoses: { 'acks-one': { title: 't', why: 'w', section: 's', hints: ['1', '2', '3'] } },
};

test('a lab is what its definition says', () => {
  expect(defineLab(definition)).toBe(definition);
});

test('checks that break brokers do not run side by side', () => {
  expect(() => defineLab({ ...definition, shape: 'three', sideBySide: true })).toThrow('the shape must be one');
});

test('parts are one in their order: decisions are numbered on, and the first diagnosis stays the first', () => {
  const part = (name: string) => ({
    decisions: [[name, name, name] as const],
    diagnoses: { [name]: { title: name, why: name, section: name, hints: [name, name, name] as const } },
  });
  const joined = joinParts([part('second-in-the-alphabet'), part('first')]);
  expect(joined.decisions.map(([hint]) => hint)).toEqual(['second-in-the-alphabet', 'first']);
  expect(Object.keys(joined.diagnoses)).toEqual(['second-in-the-alphabet', 'first']);
});
