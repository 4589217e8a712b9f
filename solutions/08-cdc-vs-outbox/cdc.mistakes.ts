import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'saves-first': {
    believed: 'A change that was read need not be read again.',
    diagnosis: 'saved-before-stored',
    edits: {
      [`await producer.send({ topic, messages });
    await savePosition(end);`]: `await savePosition(end);
    await producer.send({ topic, messages });`,
    },
  },
  'saves-with-the-first': {
    believed: 'Once the first change is stored, the other changes will be stored, too.',
    diagnosis: 'saved-before-stored',
    edits: {
      [`await producer.send({ topic, messages });
    await savePosition(end);`]: `for (const [index, message] of messages.entries()) {
      await producer.send({ topic, messages: [message] });
      if (index === 0) await savePosition(end);
    }`,
    },
  },
  'catches-and-goes-on': {
    believed: 'A follower must never stop.',
    diagnosis: 'saved-before-stored',
    edits: {
      'publish(transaction, end)).catch(giveUp)': 'publish(transaction, end)).catch((error) => console.error(error))',
    },
  },
  'send-not-awaited': {
    believed: 'The client has the records, so they are sent.',
    diagnosis: 'saved-before-stored',
    edits: { 'await producer.send({ topic, messages });': 'producer.send({ topic, messages }).catch(giveUp);' },
  },
  'first-position-forgotten': {
    believed: 'A follower that has done nothing yet has nothing to remember.',
    diagnosis: 'first-position-not-saved',
    edits: {
      [`const { filename, position } = zongji.options;
      if (!savedPosition) work = savePosition({ filename: filename!, position: position! });`]: '',
    },
  },
  'first-save-not-awaited': {
    believed: 'A save that was asked for is done.',
    diagnosis: 'first-position-not-saved',
    edits: { 'if (!savedPosition) work = savePosition(': 'if (!savedPosition) savePosition(' },
  },
  'starts-at-the-end': {
    believed: 'zongji takes a position before it takes `startAtEnd`.',
    diagnosis: 'begins-at-the-end',
    edits: {
      [`function whereToBegin(): Position | { startAtEnd: true } {
    return savedPosition ?? { startAtEnd: true };`]: `function whereToBegin(): Partial<Position> & { startAtEnd: true } {
    return { ...savedPosition, startAtEnd: true };`,
    },
  },
  'position-of-the-row': {
    believed: 'Each row knows its place in the binlog, so the follower goes on behind the last row.',
    diagnosis: 'begins-anew',
    // In MySQL and MariaDB 10.11 row events have a position, and a follower may begin before the commit.
    onlyOn: 'MariaDB 11',
    edits: {
      'let work: Promise<void> = Promise.resolve();': `let work: Promise<void> = Promise.resolve();
  let behind = 0;`,
      'changes.push(...changesIn(event));': `const found = changesIn(event);
    if (found.length > 0) behind = event.nextPosition;
    changes.push(...found);`,
      'position: event.nextPosition': 'position: behind',
    },
  },
  'one-file-for-good': {
    believed: 'A position is a number, so its file does not change.',
    diagnosis: 'exited-early',
    edits: {
      'let changes: Change[] = [];': `let changes: Change[] = [];
  let file = savedPosition?.filename;`,
      'const end = { filename: zongji.options.filename!, position: event.nextPosition };': `file ??= zongji.options.filename!;
    const end = { filename: file, position: event.nextPosition };`,
    },
  },
  'position-read-late': {
    believed: 'zongji knows at each moment how far the follower has come.',
    diagnosis: 'position-too-far',
    edits: {
      'end: Position):': 'name: string):',
      '[EVENT_ID]: `${end.filename}:${end.position}:${index}`': '[EVENT_ID]: `${name}:${index}`',
      'await savePosition(end);': `const { filename, position } = zongji.options;
    await savePosition({ filename: filename!, position: position! });`,
      [`const end = { filename: zongji.options.filename!, position: event.nextPosition };
    work = work.then(() => publish(transaction, end)).catch(giveUp);`]: `const name = \`\${zongji.options.filename}:\${event.nextPosition}\`;
    work = work.then(() => publish(transaction, name)).catch(giveUp);`,
    },
  },
  'file-read-late': {
    believed: 'Only the number of a position matters, so its file may be read later.',
    diagnosis: 'position-too-far',
    edits: {
      'await savePosition(end)': 'await savePosition({ filename: zongji.options.filename!, position: end.position })',
    },
  },
  'begins-anyhow': {
    believed: 'Changes that are gone cannot be read, so the follower goes on from now.',
    diagnosis: 'hides-the-hole',
    edits: {
      "zongji.on('error', giveUp);": `zongji.on('error', (error: unknown) => {
    console.error('the position is gone; going on from now', error);
    const again = new ZongJi(database);
    again.on('binlog', take);
    again.on('error', giveUp);
    const includeSchema = { [database.database]: ['orders'] };
    again.start({ serverId, includeEvents: ROW_EVENTS, includeSchema, startAtEnd: true });
  });`,
    },
  },
  'last-row-only': {
    believed: 'A transaction has one change.',
    diagnosis: 'change-missing',
    edits: {
      'changes.push(...changesIn(event));': `const found = changesIn(event);
    if (found.length > 0) changes = found;`,
    },
  },
  'not-chained': {
    believed: 'The client sends in the sequence in which `send` is called.',
    diagnosis: 'sent-side-by-side',
    edits: {
      'work = work.then(() => publish(transaction, end)).catch(giveUp)': 'publish(transaction, end).catch(giveUp)',
    },
  },
  'never-saves': {
    believed: 'A restart is rare, so nobody needs the position.',
    diagnosis: 'never-saved',
    edits: { 'await savePosition(end);': '' },
  },
  'last-change-first': {
    believed: 'Only the last state of an order matters, so the sequence of its changes does not.',
    diagnosis: 'out-of-order',
    edits: { 'topic, messages': 'topic, messages: messages.toReversed()' },
  },
  'customer-as-key': {
    believed: 'The orders of a customer belong together, so the customer is the key.',
    diagnosis: 'wrong-key',
    edits: {
      'EVENT_ID, idOf': 'EVENT_ID',
      'key: idOf(change),': 'key: (change.after ?? change.before)!.customer,',
    },
  },
  'without-key': {
    believed: 'The broker keeps all records in their sequence.',
    diagnosis: 'wrong-key',
    edits: {
      'EVENT_ID, idOf': 'EVENT_ID',
      'key: idOf(change),': '',
    },
  },
  'after-only': {
    believed: 'A reader of a change wants to know only how the order is now.',
    diagnosis: 'no-change',
    edits: { 'value: JSON.stringify(change),': 'value: JSON.stringify({ ...change, before: null }),' },
  },
  'random-id': {
    believed: 'An id only has to differ from all other ids.',
    diagnosis: 'no-id',
    edits: {
      "import ZongJi, { type BinlogEvent } from '@vlasky/zongji';": `import { randomUUID } from 'node:crypto';
import ZongJi, { type BinlogEvent } from '@vlasky/zongji';`,
      'transaction.map((change, index)': 'transaction.map((change)',
      '[EVENT_ID]: `${end.filename}:${end.position}:${index}`': '[EVENT_ID]: randomUUID()',
    },
  },
  'id-without-file': {
    believed: 'A place in the binlog is a number.',
    diagnosis: 'no-id',
    edits: { '[EVENT_ID]: `${end.filename}:${end.position}:${index}`': '[EVENT_ID]: `${end.position}:${index}`' },
  },
  'id-of-the-status': {
    believed: 'An order has each status once.',
    diagnosis: 'no-id',
    edits: {
      'transaction.map((change, index)': 'transaction.map((change)',
      '[EVENT_ID]: `${end.filename}:${end.position}:${index}`':
        '[EVENT_ID]: `${idOf(change)}:${change.operation}:${change.after?.status}`',
    },
  },
  'without-tablemap': {
    believed: 'Only the events that hold rows matter.',
    diagnosis: 'nothing-sent',
    edits: { 'includeEvents: ROW_EVENTS,': "includeEvents: ROW_EVENTS.filter((name) => name !== 'tablemap')," },
  },
} satisfies Mistakes<typeof lab>;
