import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pinnedKafkaVersion } from '../harness/cluster/local/kafka-version.ts';
import { kinds, median, ROUNDS, rebalancePage, SESSION_MS } from './rebalance-page.ts';

const page = readFileSync(new URL('../docs/rebalances.md', import.meta.url), 'utf8');

/** A page with everything measured taken out. */
const shapeOf = (text: string): string => text.replaceAll(/\| \d+(\.\d)? m?s (?=\|)/g, '| TIME ');

test('docs/rebalances.md is what its script writes, on the Kafka that is pinned', () => {
  const times = Array.from({ length: ROUNDS }, () => 0);
  const all = kinds.map(({ client, protocol }) => ({ client, protocol, beforeMs: times, duringMs: times }));
  expect(shapeOf(page)).toBe(shapeOf(rebalancePage(pinnedKafkaVersion, SESSION_MS, all)));
});

test('a figure of the page is the middle one of its rounds', () => {
  const row = { client: 'a', protocol: 'b', beforeMs: [30, 20, 900], duringMs: [50, 2_500, 4_000] };
  expect(rebalancePage('4', 6_000, [row])).toContain('| a | b | 30 ms | 2.5 s |');
  expect(median([3, 1, 2])).toBe(2);
});
