import { defineLab, joinParts } from '#define';
import { cdc } from './cdc.lab.ts';
import { cleanup } from './cleanup.lab.ts';
import { orders } from './orders.lab.ts';
import { predictions } from './predictions.lab.ts';
import { readModel } from './read-model.lab.ts';
import { relay } from './relay.lab.ts';

export default defineLab({
  title: 'CDC and outbox: events that match the table',
  goal: 'An order service tells the others what becomes of its orders, and what it tells must match its table. You see what polling misses, follow the log of the database, write events in the same transaction as the orders, and read them so that each counts once.',
  minutes: 150,
  shape: 'one',
  database: 'alone',
  files: ['predictions.ts', 'cdc.ts', 'orders.ts', 'relay.ts', 'read-model.ts', 'cleanup.ts'],
  filesOfTasks: [['predictions.ts'], ['cdc.ts'], ['orders.ts', 'relay.ts'], ['read-model.ts', 'cleanup.ts']],
  tasks: [
    'What a poller misses',
    'Following the binlog',
    'Events in the same transaction',
    'Reading each event once, and cleaning up',
  ],
  ...joinParts([predictions, cdc, orders, relay, readModel, cleanup]),
});
