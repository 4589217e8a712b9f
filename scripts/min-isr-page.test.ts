import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pinnedKafkaVersion } from '../harness/cluster/local/kafka-version.ts';
import { bothAcks, type Loss, minIsrPage, settings, TAKEN, type Wait } from './min-isr-page.ts';

const page = readFileSync(new URL('../docs/min-insync-replicas.md', import.meta.url), 'utf8');

/** A page of what nobody measured: only its shape counts. */
const losses: Loss[] = settings.flatMap((setting) =>
  Array.from({ length: setting.copies }, (_, index) => index + 1).flatMap((inSync) =>
    bothAcks.map((acks) => ({ setting, inSync, acks, answer: TAKEN, readable: true, left: [] })),
  ),
);
const waits: Wait[] = settings
  .filter(({ copies }) => copies === 3)
  .flatMap((setting) => bothAcks.map((acks) => ({ setting, acks, answer: TAKEN, afterMs: 0, left: [] })));

/** A page with everything measured taken out. */
const shapeOf = (text: string): string =>
  text
    .replaceAll(/\b(takes it|[A-Z]+(?:_[A-Z]+)+)(?= \|)/g, 'ANSWER')
    .replaceAll(/\| (yes|no) \|/g, '| YES OR NO |')
    .replaceAll(/\d+\.\d s \|/g, 'TIME |')
    .replaceAll(/\| (\*\*)?(nothing|order-\d(, order-\d)*)(\*\*)? \|/g, '| LEFT |');

test('docs/min-insync-replicas.md is what its script writes, on the Kafka that is pinned', () => {
  expect(shapeOf(page)).toBe(shapeOf(minIsrPage(pinnedKafkaVersion, losses, waits)));
});

test('an order with a receipt that is gone is bold, and one without is not', () => {
  const [setting] = settings;
  const loss = { setting: setting!, inSync: 1, acks: -1 as const, readable: true };
  const rowOf = (answer: string, left: string[]) =>
    minIsrPage('4', [{ ...loss, answer, left }], []).match(/^\| 1 \| .*$/m)?.[0];
  expect(rowOf(TAKEN, ['order-1'])).toContain('| **order-1** |');
  expect(rowOf(TAKEN, ['order-1', 'order-2'])).toContain('| order-1, order-2 |');
  expect(rowOf('NOT_ENOUGH_REPLICAS', ['order-1'])).toContain('| order-1 |');
  expect(rowOf('NOT_ENOUGH_REPLICAS', [])).toContain('| **nothing** |');
});
