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
  mistakes: { 'leader-only': 'acks-one' },
};

test('a lab is what its definition says', () => {
  expect(defineLab(definition)).toBe(definition);
});

test('a mistake whose diagnosis nobody described is refused by name', () => {
  expect(() => defineLab({ ...definition, mistakes: { forgotten: 'acks-none' } })).toThrow(
    'mistake forgotten: no diagnosis acks-none',
  );
});

test('checks that break brokers do not run side by side', () => {
  expect(() => defineLab({ ...definition, shape: 'three', sideBySide: true })).toThrow('the shape must be one');
});

test('a mistake may have a diagnosis that all labs have', () => {
  expect(() => defineLab({ ...definition, mistakes: { 'refused-by-the-client': 'threw' } })).not.toThrow();
});

test('parts are one in their order: decisions are numbered on, and the first diagnosis stays the first', () => {
  const part = (name: string) => ({
    decisions: [[name, name, name] as const],
    diagnoses: { [name]: { title: name, why: name, section: name, hints: [name, name, name] as const } },
    mistakes: { [`${name}-believed`]: name },
  });
  const joined = joinParts([part('second-in-the-alphabet'), part('first')]);
  expect(joined.decisions.map(([hint]) => hint)).toEqual(['second-in-the-alphabet', 'first']);
  expect(Object.keys(joined.diagnoses)).toEqual(['second-in-the-alphabet', 'first']);
  expect(joined.mistakes).toEqual({
    'second-in-the-alphabet-believed': 'second-in-the-alphabet',
    'first-believed': 'first',
  });
});
