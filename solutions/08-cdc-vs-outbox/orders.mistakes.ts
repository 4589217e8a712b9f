import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'two-transactions': {
    believed: 'Each statement is safe by itself.',
    diagnosis: 'stored-and-not-told',
    edits: {
      [`await connection.beginTransaction();
    try {
      await statements();
      await connection.commit();
    } catch (error) {
      await connection.rollback();
      throw error;
    }`]: 'await statements();',
    },
  },
  'no-rollback': {
    believed: 'An error ends a transaction by itself.',
    diagnosis: 'stored-and-not-told',
    edits: { 'await connection.rollback();': 'await connection.commit();' },
  },
  'sends-after-the-commit': {
    believed: 'Once the order is committed, nothing can go wrong.',
    diagnosis: 'stored-and-not-told',
    program: true,
  },
  'outbox-and-send': {
    believed: 'The relay is for events that the send has missed.',
    diagnosis: 'sends-by-itself',
    edits: {
      'openOrders({': 'openOrders({ kafka, topic,',
      'const connection = await createConnection(database);': `const connection = await createConnection(database);
  const producer = kafka.producer();
  await producer.connect();
  const told: { key: string; value: string }[] = [];`,
      'await connection.commit();': `await connection.commit();
      await producer.send({ topic, messages: told.splice(0) });`,
      [`[order.id, type, JSON.stringify(order)],
    );`]: `[order.id, type, JSON.stringify(order)],
    );
    told.push({ key: order.id, value: JSON.stringify(order) });`,
      'close: () => connection.end(),': `close: async () => {
      await producer.disconnect();
      await connection.end();
    },`,
    },
  },
  'sends-in-the-transaction': {
    believed: 'A record that is sent within the transaction belongs to the transaction.',
    diagnosis: 'told-and-not-stored',
    edits: {
      'openOrders({': 'openOrders({ kafka, topic,',
      'const connection = await createConnection(database);': `const connection = await createConnection(database);
  const producer = kafka.producer();
  await producer.connect();`,
      [`await connection.execute(
      "INSERT INTO outbox (aggregatetype, aggregateid, type, payload) VALUES ('order', ?, ?, ?)",
      [order.id, type, JSON.stringify(order)],
    );`]:
        'await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order), headers: { type } }] });',
      'close: () => connection.end(),': `close: async () => {
      await producer.disconnect();
      await connection.end();
    },`,
    },
  },
  'event-first': {
    believed: 'The statements of a transaction may come in any sequence.',
    diagnosis: 'told-in-another-order',
    edits: {
      '// First the row of the order: who comes second waits here, and tells of it second, too.':
        "await tell('StatusChanged', { id, status });",
      "await tell('StatusChanged', { id, status });": '',
    },
  },
  'takes-no-row-for-done': {
    believed: 'An UPDATE that is no error has changed a row.',
    diagnosis: 'not-refused',
    edits: {
      'createConnection, type ResultSetHeader': 'createConnection',
      [`const [{ affectedRows }] = await connection.execute<ResultSetHeader>(
          'UPDATE orders SET status = ? WHERE id = ?',
          [status, id],
        );
        if (affectedRows === 0) throw new Error(\`there is no order \${id}\`);`]:
        "await connection.execute('UPDATE orders SET status = ? WHERE id = ?', [status, id]);",
    },
  },
  'tells-of-places-only': {
    believed: 'A reader who knows the order can ask for its status.',
    diagnosis: 'event-missing',
    edits: { "await tell('StatusChanged', { id, status });": '' },
  },
  'never-commits': {
    believed: 'The driver commits by itself.',
    diagnosis: 'writer-stuck',
    edits: { 'await connection.commit();': '' },
  },
  'status-as-type': {
    believed: 'The type of an event says what status the order has now.',
    diagnosis: 'wrong-aggregate',
    edits: { "await tell('StatusChanged', { id, status });": 'await tell(status, { id, status });' },
  },
} satisfies Mistakes<typeof lab>;
