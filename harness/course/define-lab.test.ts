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

test('checks that break brokers do not run side by side', () => {
  expect(() => defineLab({ ...definition, shape: 'three', sideBySide: true })).toThrow('the shape must be one');
});

test('a mistake may have a diagnosis that all labs have', () => {
  expect(() => defineLab({ ...definition, mistakes: { 'refused-by-the-client': 'threw' } })).not.toThrow();
});
