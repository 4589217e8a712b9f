import { expect, test } from 'vitest';
import { anchorOf } from './anchor.ts';

test.each([
  ['Your task', 'your-task'],
  ['Why it works, and what it costs', 'why-it-works-and-what-it-costs'],
  ['Java has wakeup(), kafkajs needs none', 'java-has-wakeup-kafkajs-needs-none'],
  ['NODE_TOO_OLD', 'node_too_old'],
  ['1. The claim, and its two enemies', '1-the-claim-and-its-two-enemies'],
  ['min.insync.replicas: how many are “all”?', 'mininsyncreplicas-how-many-are-all'],
  ['At-least-once', 'at-least-once'],
  ['before – after', 'before--after'],
  ['오프셋 이란', '오프셋-이란'],
])('the anchor of “%s” is the one that GitHub makes', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
