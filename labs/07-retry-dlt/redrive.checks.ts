import { type AppliedRule, type Check, type CheckContext, type HistoryEvent, only, wireOf } from '#testing';
import { fail } from './judging.ts';
import { headerOf, recordsIn } from './letters.ts';
import { header } from './order.ts';
import {
  bury,
  cameBack,
  type Letter,
  letter,
  nowhere,
  redriveGrounds,
  redriven,
  thatAreThere,
  twice,
} from './redriving.ts';

/** Longer than what one Fetch of kafkajs brings of a partition (1 MB), two of them. */
const LONG_BYTES = 600_000;
/** A redrive that goes on as long as letters come ends after so many. */
const NEWCOMERS = 20;

/** Task 3, as long as nothing dies. */
export function redriveChecks(check: Check): void {
  check('each dead letter goes back once, to the topic that it came from', { task: 3 }, async (context) => {
    const { history } = context;
    const letters = [[letter(1), letter(2, 1), letter(3)], [letter(4)]];
    const { ground, moved } = await calm(context, letters);
    const { records } = await cameBack(ground);
    for (const { subject, from } of letters.flat()) {
      const found = records.filter((each) => each.subject === subject);
      const origin = ground.origins[from!]!;
      const strayed = found.find(({ topic }) => topic !== origin);
      if (strayed)
        fail('wrong-topic', [
          history.record('broker 1', `${subject} is from ${origin.alias}, and is in ${strayed.topic.alias}`),
        ]);
      if (found.length === 0) fail('letter-lost', [nowhere(history, subject)]);
      if (found.length > 1) fail('put-back-twice', [twice(context, subject, found.length)]);
    }
    const late = asksLate(history);
    if (late) fail('takes-the-id-late', late);
    if (moved !== 4) fail('miscounted', [history.record('broker 1', 'four letters are back'), says(context, moved)]);
    const kept = await recordsIn(ground.testTopic);
    if (kept.length < 4)
      fail('letters-deleted', [
        history.record('broker 1', `the dead letter topic has ${kept.length} letters left of 4`),
      ]);
    const again = await redriven(context, ground, { as: 'redrive 2' });
    const after = await cameBack(ground);
    const [doubled] = thatAreThere(after, ground, (times) => times > 1);
    if (doubled) fail('put-back-twice', [again.event, twice(context, doubled, 2)]);
    if (again.moved !== 0)
      fail('miscounted', [
        history.record('broker 1', 'the second redrive put nothing back'),
        says(context, again.moved),
      ]);
  });

  check('an order comes back as it was before it failed', { task: 3 }, async (context) => {
    const { history } = context;
    const letters: Letter[] = [
      { ...letter(1), own: { trace: 'a-17', signature: Buffer.from([0xff, 0x00, 0xfe]) } },
      { ...letter(2), value: Buffer.concat([Buffer.from('{ "id": "order-2", '), Buffer.from([0xc3, 0x28, 0x80])]) },
      { ...letter(3), key: null },
      { ...letter(4), value: null, own: { trace: 'a-18' } },
    ];
    const { ground } = await calm(context, [letters]);
    const { records } = await cameBack(ground);
    for (const { subject, key, value, own = {} } of letters) {
      const isIt = (each: (typeof records)[number]) =>
        value === null ? String(each.record.key) === key : each.subject === subject; // nothing in it says whose it is
      const back = records.find(isIt)?.record;
      const seen = (what: string) => [history.record('broker 1', `${subject} is back, and ${what}`)];
      if (!back) fail('letter-lost', [nowhere(history, subject)]);
      if (key !== null && back.key === null) fail('key-lost', seen('has no key'));
      if ((key ?? '') !== String(back.key ?? '')) fail('key-lost', seen(`has another key: ${back.key}`));
      if (value === null && back.value !== null) fail('bytes-changed', seen('has a value, and had none'));
      if (value !== null && !Buffer.from(value).equals(back.value ?? Buffer.alloc(0)))
        fail('bytes-changed', seen('its bytes are others'));
      const left = Object.values(header).find((name) => headerOf(back, name) !== undefined);
      if (left) fail('failure-kept', seen(`still has ${left}: ${headerOf(back, left)}`));
      for (const [name, was] of Object.entries(own)) {
        const is = back.headers.find((each) => each.name === name)?.value;
        if (is === undefined) fail('own-headers-lost', seen(`lacks its own header “${name}”`));
        if (!is?.equals(Buffer.from(was))) fail('bytes-changed', seen(`the bytes of its header “${name}” are others`));
      }
    }
  });

  check('what dies while it runs waits for the next redrive', { task: 3 }, async (context) => {
    const { history } = context;
    const long = (number: number): Letter => ({
      ...letter(number),
      value: `order-${number} ${'x'.repeat(LONG_BYTES)}`,
    });
    const ground = only(await redriveGrounds(context, [[long(1), long(2), letter(3)]], 1));
    const newcomers: Letter[] = [];
    let dying: Promise<unknown> = Promise.resolve();
    const dies = () => {
      if (newcomers.length >= NEWCOMERS) return;
      const next = letter(4 + newcomers.length);
      newcomers.push(next);
      dying = dying.then(() => bury(ground.testTopic, ground.origins, next));
    };
    // The cause is not mended: for each order that is put back another one dies.
    let rule: AppliedRule | undefined;
    let stopListening = () => {};
    const first = await redriven(context, ground, {
      prepare: ({ lane }) => {
        rule = lane.add({ api: 'Produce', nth: 1 }, { act: 'hold' });
        const release = () => rule!.release();
        rule.hit.then(() => {
          dies();
          dies();
          dying.then(release, release);
        });
        stopListening = lane.listen(({ kind, api }) => {
          if (kind === 'answer' && api === 'Produce') dies();
        });
      },
    });
    stopListening();
    await dying;
    if (rule?.hits === 0) fail('letter-lost', [nowhere(history, 'order-1')]);
    const then = await cameBack(ground);
    const early = newcomers.find(({ subject }) => then.records.some((each) => each.subject === subject));
    if (early)
      fail('no-end-in-sight', [
        history.record('harness', 'lets more orders die while it runs', { kind: 'fault' }),
        history.record('broker 1', `${early.subject} is among those that it put back`),
        first.event,
      ]);
    const [lost] = thatAreThere(then, ground, (times) => times === 0);
    if (lost) fail('letter-lost', [nowhere(history, lost)]);
    const second = await redriven(context, ground, { as: 'redrive 2' });
    const after = await cameBack(ground);
    const passed = newcomers.find(({ subject }) => !after.records.some((each) => each.subject === subject));
    if (passed) fail('letter-lost', [second.event, nowhere(history, passed.subject)]);
  });

  check('without dead letters it ends, and says 0', { task: 3 }, async (context) => {
    const { moved } = await calm(context, [[], []]);
    if (moved !== 0) fail('miscounted', [says(context, moved)]);
  });

  check(
    'letters of transactions are put back, and their markers are nothing to wait for',
    { task: 3 },
    async (context) => {
      const { history } = context;
      const ground = only(await redriveGrounds(context, [[letter(1)], []], 1));
      const { testTopic, origins } = ground;
      await bury(testTopic, origins, letter(2), { transaction: 'committed' });
      await bury(testTopic, origins, letter(3), { transaction: 'aborted' });
      const first = await redriven(context, ground);
      if (first.error) throw first.error;
      const second = await redriven(context, ground, { as: 'redrive 2' });
      const { records } = await cameBack(ground);
      const times = (wanted: string) => records.filter(({ subject }) => subject === wanted).length;
      if (times('order-1') === 0 || times('order-2') === 0) fail('letter-lost', [nowhere(history, 'order-2')]);
      if (times('order-3') > 0)
        fail('aborted-put-back', [history.record('broker 1', 'order-3 is back, and its letter was aborted')]);
      if (records.length > 2) fail('put-back-twice', [second.event, twice(context, 'order-2', times('order-2'))]);
      if (first.moved !== 2)
        fail('miscounted', [history.record('broker 1', 'two letters are back'), says(context, first.moved)]);
      if (second.moved !== 0)
        fail('miscounted', [
          history.record('broker 1', 'the second redrive put nothing back'),
          says(context, second.moved),
        ]);
    },
  );
}

/** A request for a transactional id once letters are being read. */
function asksLate(history: CheckContext['history']): HistoryEvent[] | undefined {
  const reads = wireOf(history, 'answer', 'Fetch').find(({ details }) =>
    details.partitions?.some(({ records = 0 }) => records > 0),
  );
  const asks = wireOf(history, 'request', 'InitProducerId').find(
    ({ n, details }) => reads && n > reads.n && details.transactionalId !== undefined,
  );
  return reads && asks && [reads, asks];
}

/** Runs a redrive on a ground of its own. Throws what it throws. */
async function calm(context: CheckContext, letters: readonly (readonly Letter[])[]) {
  const ground = only(await redriveGrounds(context, letters, 1));
  const { moved, error } = await redriven(context, ground);
  if (error) throw error;
  return { ground, moved };
}

const says = ({ history }: CheckContext, moved: number | undefined): HistoryEvent =>
  history.record('you', `redrive() says that it put back ${moved}`);
