import type { Mistakes } from '#define';
import type lab from '#lab/06-rebalance-tuning/lab.ts';

export default {
  'says-it-in-words': {
    believed: 'The words “long” and “short” are answers, too.',
    diagnosis: 'no-prediction',
    program: true,
  },
} satisfies Mistakes<typeof lab>;
