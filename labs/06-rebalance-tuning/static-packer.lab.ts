import type { LabPart } from '#define';

/** Task 2: a rolling restart that nobody notices. */
export const staticPacker = {
  diagnoses: {
    'another-group': { section: 'a-name-that-stays' },
    'one-id-for-all': { section: 'two-packers-under-one-name' },
    'not-static': { section: 'a-name-that-stays' },
    'another-id': { section: 'a-name-that-stays' },
    'order-cut-off': { section: 'go-without-leaving' },
    'leaves-the-group': { section: 'go-without-leaving' },
    'takes-the-name-back': { section: 'two-packers-under-one-name' },
    'goes-on-when-refused': { section: 'two-packers-under-one-name' },
    'stays-when-refused': { section: 'two-packers-under-one-name' },
    'commits-what-failed': { section: 'two-packers-under-one-name' },
    'deaf-while-idle': { section: 'two-packers-under-one-name' },
    'ends-at-a-rebalance': { section: 'two-packers-under-one-name' },
    'session-too-short': { section: 'how-long-a-place-is-kept' },
    'waits-too-long': { section: 'how-long-a-place-is-kept' },
    'does-not-end': { section: 'go-without-leaving' },
    'packed-again': { section: 'go-without-leaving' },
    'wrong-exit-code': { section: 'go-without-leaving' },
    'orders-left-over': { section: 'go-without-leaving' },
  },
} satisfies LabPart;
