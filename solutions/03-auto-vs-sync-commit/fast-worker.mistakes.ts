import type { Mistakes } from '#define';
import type lab from '#lab/03-auto-vs-sync-commit/lab.ts';

export default {
  'commits-not-awaited': {
    believed: 'Commits that run at the same time land in the sequence in which they began.',
    diagnosis: 'older-commit-overwrites',
    edits: {
      'let committing: Promise<void> | undefined;': '',
      '/** Sees to it that what is in `newest` gets committed, and returns at once. */': `const underWay = new Set<Promise<void>>();

  /** Sees to it that what is in \`newest\` gets committed, and returns at once. */`,
      [`committing ??= commitNewest();
  }

  /** One commit at a time: the retries of one are over before the next begins. After a failure no other is tried. */
  async function commitNewest(): Promise<void> {
    try {
      while (newest.size > 0) {
        const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
        newest.clear();
        await consumer.commitOffsets(offsets);
      }
      committing = undefined;
    } catch (error) {
      await page(\`offsets can no longer be committed: \${error}\`);
    }`]: `const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
    newest.clear();
    const commit: Promise<void> = consumer
      .commitOffsets(offsets)
      .catch((error) => page(\`offsets can no longer be committed: \${error}\`))
      .finally(() => underWay.delete(commit));
    underWay.add(commit);`,
      'await committing;': 'await Promise.all(underWay);',
    },
  },
  'commit-awaited': {
    believed: 'The commit of an order must be over before the worker takes the next order.',
    diagnosis: 'commit-holds-up-work',
    edits: {
      'commitSoon();': `commitSoon();
      await committing;`,
    },
  },
  'auto-commit-for-speed': {
    believed: 'Auto commit is a commit in the background, so no order waits for it.',
    diagnosis: 'commit-holds-up-work',
    program: true,
  },
  'commit-while-charging': {
    believed: 'The commit can run while the charge is under way, and that saves time.',
    diagnosis: 'commit-before-work',
    edits: {
      'await inHand;': '',
      'commitSoon();': `commitSoon();
      await inHand;`,
    },
  },
  'disconnects-at-once': {
    believed: '`disconnect()` waits for the order in hand and for the last commit.',
    diagnosis: 'last-commit-not-awaited',
    edits: {
      'let committing: Promise<void> | undefined;': 'let isCommitting = false;',
      'committing ??= commitNewest();': 'if (!isCommitting) void commitNewest();',
      'begins. After a failure no other is tried.': 'begins.',
      'async function commitNewest(): Promise<void> {': `async function commitNewest(): Promise<void> {
    isCommitting = true;`,
      'committing = undefined;': 'isCommitting = false;',
      [`await inHand.catch(() => {}); // a failed charge was not committed: the next worker makes it again
      await committing;`]: '',
    },
  },
  'commit-error-logged': {
    believed: 'The next commit makes good a commit that failed, so a line in the log is enough.',
    diagnosis: 'commit-error-swallowed',
    edits: {
      'charge, page': 'charge',
      'await page(`offsets can no longer be committed: ${error}`)': "console.error('commit failed', error)",
    },
  },
} satisfies Mistakes<typeof lab>;
