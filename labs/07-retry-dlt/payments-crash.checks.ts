import {
  type Check,
  type CheckContext,
  type CrashPoint,
  type CrashReport,
  commitsOf,
  crashPoints,
  duplicated,
  effectsOf,
  faultIn,
  type Ground,
  inTheEnd,
  mustComeAbout,
  tallyPoints,
} from '#testing';
import { fail } from './judging.ts';
import {
  beginPayments,
  broken,
  order,
  type PaymentGround,
  paymentGrounds,
  recordsIn,
  subjectIn,
  unknown,
} from './letters.ts';

const ORDERS = [
  [order(1), broken(2), order(3)],
  [order(4), unknown(5)],
];
const POISON = ['order-2', 'order-5'];
/** How many crash points must have come about: a program whose runs differ that much cannot be judged by them. */
const REACHED_AT_LEAST = 0.7;

/** A run, and the subjects of the dead letters that were there at its end, as often as they were. */
type Judged<Run> = Run & { dead: string[] };

/** The consumer of task 1 dies at each of its moments. */
export function paymentCrashChecks(check: Check): void {
  // The crash points are tried once; two checks read them.
  let tried: Promise<{ calm: Judged<CrashReport['calm']>; points: Judged<CrashPoint>[] }> | undefined;
  const crashes = async (context: CheckContext) => {
    tried ??= tryAll(context);
    const { calm, points } = await tried;
    if (!calm.isCaughtUp) {
      const left = missingIn(calm).map(({ subject }) => subject);
      const told =
        left.length > 0 ? `neither paid nor dead letters: ${left.join(', ')}` : 'the offset is not at the end';
      fail(left.length > 0 ? 'poison-stops-the-partition' : 'done-and-not-committed', [
        ...effectsOf(calm).slice(-1),
        inTheEnd(calm, `10 s later: ${told}`),
      ]);
    }
    mustComeAbout(points, REACHED_AT_LEAST);
    return { calm, points };
  };

  check(
    'whatever moment the consumer dies, each order is paid or a dead letter',
    { task: 1, afterTheOthers: true },
    async (context) => {
      const { calm, points } = await crashes(context);
      tallyPoints(context, points, (point) => missingIn(point).length > 0);
      const first = points.find((point) => missingIn(point).length > 0);
      if (!first) return;
      const [record] = missingIn(first);
      const passing = commitsOf(first).find(({ details }) =>
        details.partitions?.some((part) => part.partition === record!.partition && (part.offset ?? 0) > record!.offset),
      );
      const nowhere = `${record!.subject} is neither paid nor a dead letter`;
      if (!passing) fail('poison-stops-the-partition', [faultIn(first), inTheEnd(first, nowhere)]);
      const isPoison = POISON.includes(record!.subject);
      const isBuried = calm.dead.includes(record!.subject); // where nobody dies
      const code = isBuried ? 'committed-before-dead-letter' : 'swallowed';
      fail(isPoison ? code : 'committed-before-paid', [passing, faultIn(first), inTheEnd(first, nowhere)]);
    },
  );

  check(
    'after a crash at most one order of each partition is paid or buried again',
    { task: 1, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const tooMany = (point: Judged<CrashPoint>) =>
        ORDERS.map((_, partition) => againIn(point, partition)).find(({ length }) => length > 1);
      tallyPoints(context, points, (point) => tooMany(point) !== undefined);
      const first = points.find(tooMany);
      if (!first) return;
      const [one, other] = tooMany(first)!;
      fail('commits-late', [faultIn(first), inTheEnd(first, `${one} and ${other} are both paid or buried twice`)]);
    },
  );
}

async function tryAll(context: CheckContext) {
  const report = await crashPoints<PaymentGround>(context, {
    workload: ORDERS,
    effect: 'pay',
    grounds: (count) => paymentGrounds(context, ORDERS, count),
    begin: beginPayments,
    cameOf: async (point) => cameOf(await judged(point)),
  });
  return { calm: await judged(report.calm), points: await Promise.all(report.points.map(judged)) };
}

async function judged<Run extends { ground: Ground }>(run: Run): Promise<Judged<Run>> {
  const letters = await recordsIn((run.ground as PaymentGround).deadLetters);
  return { ...run, dead: letters.map((letter) => subjectIn(letter) ?? 'something else') };
}

function cameOf(point: Judged<CrashPoint>): string {
  const told = [
    ...missingIn(point).map(({ subject }) => `**nowhere: ${subject}**`),
    ...againIn(point).map((subject) => `again: ${subject}`),
  ];
  return told.join('; ') || '—';
}

const missingIn = ({ ground, events, dead }: Judged<CrashReport['calm']>) => {
  const paid = effectsOf({ events })
    .filter(({ details }) => details.phase === 'done')
    .map(({ details }) => details.subject);
  return ground.records.filter(({ subject }) => !paid.includes(subject) && !dead.includes(subject));
};

/** The orders that were paid twice or are twice in the dead letter topic; of one partition, where that is given. */
function againIn({ ground, events, dead }: Judged<CrashPoint>, partition?: number): string[] {
  const records = ground.records.filter((record) => partition === undefined || record.partition === partition);
  const paid = duplicated({ records, events }).map(({ record }) => record.subject);
  return records
    .map(({ subject }) => subject)
    .filter((subject) => paid.includes(subject) || dead.indexOf(subject) !== dead.lastIndexOf(subject));
}
