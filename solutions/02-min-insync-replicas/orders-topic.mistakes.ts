import type { Mistakes } from '#define';
import type lab from '#lab/02-min-insync-replicas/lab.ts';

export default {
  'another-name': {
    believed: 'A version in the name of the topic will be useful one day.',
    diagnosis: 'topic-not-made',
    edits: { 'topic,': 'topic: `${topic}-v1`, // so that a later version can have a topic of its own' },
  },
  'one-copy': {
    believed: 'The disks of the cluster are mirrored, so one copy is enough.',
    diagnosis: 'on-one-broker',
    edits: { 'replicationFactor: 3,': 'replicationFactor: 1,' },
  },
  'two-copies': {
    believed: 'With two copies, one is left when a broker is lost.',
    diagnosis: 'one-loss-stops-orders',
    edits: { 'replicationFactor: 3,': 'replicationFactor: 2,' },
  },
  'min-3': {
    believed: 'The topic has three copies, so the safest minimum is three.',
    diagnosis: 'one-loss-stops-orders',
    edits: { "value: '2'": "value: '3'" },
  },
  'min-1': {
    believed: 'All replicas acknowledge, so the minimum need not be high.',
    diagnosis: 'receipt-of-one-broker',
    edits: { "value: '2'": "value: '1'" },
  },
  'min-left-at-default': {
    believed: 'Three copies and acks all are enough.',
    diagnosis: 'receipt-of-one-broker',
    edits: { "configEntries: [{ name: 'min.insync.replicas', value: '2' }],": '' },
  },
} satisfies Mistakes<typeof lab>;
