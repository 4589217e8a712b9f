import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'says-it-in-words': {
    believed: 'The word “one” is a number, too.',
    diagnosis: 'no-prediction',
    edits: { 'statesSeen: 1': "statesSeen: 'one' as unknown as number" },
  },
} satisfies Mistakes<typeof lab>;
