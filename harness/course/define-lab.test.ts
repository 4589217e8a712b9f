import { expect, test } from 'vitest';
import { defineLab, type LabDefinition } from './define-lab.ts';

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
