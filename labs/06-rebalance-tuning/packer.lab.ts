import type { LabPart } from '#define';

/** Task 1: orders that take longer than a session. */
export const packer = {
  diagnoses: {
    'packed-twice': { section: 'alive-or-only-running' },
    'joined-in-the-middle': { section: 'the-order-in-hand' },
    'committed-before-packed': { section: 'the-order-in-hand' },
    'session-too-long': { section: 'a-sign-of-life' },
    'thrown-out-at-work': { section: 'a-sign-of-life' },
    'one-delay-throws-out': { section: 'a-sign-of-life' },
    'stuck-for-ever': { section: 'alive-or-only-running' },
    'stuck-and-begun-again': { section: 'alive-or-only-running' },
    'silent-in-a-rebalance': { section: 'the-order-in-hand' },
    'failed-and-committed': { section: 'the-order-in-hand' },
    'zombie-packs-on': { section: 'the-one-that-sleeps' },
    'does-nothing-for-ever': { section: 'the-one-that-sleeps' },
    'not-packed': { section: 'your-task' },
  },
} satisfies LabPart;
