import { type ApiName, type Check, type CheckContext, type ErrorName, inconclusive, only } from '#testing';
import { fail } from './judging.ts';
import {
  cameBack,
  exactlyOnce,
  letter,
  redriveGrounds,
  redriven,
  stillOpen,
  thatAreThere,
  twice,
} from './redriving.ts';

/** Task 3: letters that cannot be put back now. */
export function redriveTroubleChecks(check: Check): void {
  check('a letter that does not say where it came from is not passed over', { task: 3 }, async (context) => {
    const { cluster, history } = context;
    const ground = only(await redriveGrounds(context, [[letter(1), letter(2, null), letter(3)]], 1));
    for (const as of ['redrive', 'redrive 2']) {
      const { moved, error, event } = await redriven(context, ground, { as });
      const [committed] = await cluster.committed(ground.group, ground.testTopic);
      const offset = committed!.offset!;
      const back = await cameBack(ground);
      if (offset > 1)
        fail('passed-over', [
          event,
          history.record('broker 1', `the group has offset ${offset} of orders.dead-0; order-2 is at offset 1`),
        ]);
      const [doubled] = thatAreThere(back, ground, (times) => times > 1);
      if (doubled) fail('put-back-twice', [event, twice(context, doubled, 2)]);
      if (moved !== undefined)
        fail('passed-over', [event, history.record('broker 1', 'order-2 is in no topic but orders.dead')]);
      const says = `${error!.message} ${error!.cause?.message ?? ''}`.replaceAll(ground.topic, '').trim();
      if (/\b1\b/.test(says)) continue;
      if (offset < 1 && error!.name !== 'Error') throw error; // it has not come to that letter
      fail('letter-not-named', [event, history.record(as, `its error says: ${says}`)]);
    }
  });

  check('a letter whose offset cannot be moved is not put back', { task: 3 }, async (context) => {
    await refused(context, ['TxnOffsetCommit', 'OffsetCommit'], 'GROUP_AUTHORIZATION_FAILED');
  });

  check('a letter that the broker does not take waits for the next redrive', { task: 3 }, async (context) => {
    await refused(context, ['Produce'], 'TOPIC_AUTHORIZATION_FAILED');
  });
}

/** A broker refuses the first request of each of these APIs; the next redrive finds what is left to do. */
async function refused(context: CheckContext, apis: readonly ApiName[], error: ErrorName): Promise<void> {
  const { history } = context;
  const ground = only(await redriveGrounds(context, [[letter(1), letter(2), letter(3)]], 1));
  const first = await redriven(context, ground, {
    prepare: ({ lane }) => {
      for (const api of apis) lane.add({ api, nth: 1 }, { act: 'refuse', error });
    },
  });
  const fault = history.events.find(({ details }) => details.kind === 'answer' && details.injected);
  if (!fault) inconclusive(`the program asks for no ${apis.join(' and no ')}`);
  const { openIn } = await cameBack(ground);
  if (openIn) fail('left-open', [fault, first.event, history.record('broker 1', stillOpen(openIn))]);
  const second = await redriven(context, ground, { as: 'redrive 2' });
  await exactlyOnce(context, ground, [fault, first.event, second.event], second.error);
}
