import { defineLab, joinParts } from '#define';
import { batchListener } from './batch-listener.lab.ts';
import { packer } from './packer.lab.ts';
import { predictions } from './predictions.lab.ts';
import { staticPacker } from './static-packer.lab.ts';

export default defineLab({
  title: 'Rebalances: who is dead, and who must stop for it',
  goal: 'You write workers that stay in their group while they work for long, that are missed at once when they are dead, that restart without anybody noticing, and that forget what is not theirs any more.',
  minutes: 90,
  shape: 'one',
  brokerNeeds: [
    {
      name: 'group.consumer.session.timeout.ms',
      is: { atMost: 1_500 },
      otherwise: 'a dead member would be missed too late',
    },
    {
      name: 'group.consumer.heartbeat.interval.ms',
      is: { atMost: 200 },
      otherwise: 'members would hear of changes too late',
    },
  ],
  database: true,
  sideBySide: true,
  files: ['packer.ts', 'static-packer.ts', 'batch-listener.ts', 'predictions.ts'],
  tasks: [
    'Orders that take longer than a session',
    'A rolling restart that nobody notices',
    'Rows that wait while partitions move',
    'What a death costs the others',
  ],
  ...joinParts([packer, staticPacker, batchListener, predictions]),
});
