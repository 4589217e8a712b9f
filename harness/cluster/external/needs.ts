import { brokerSettings } from '../../broker/configs.ts';
import { BrokerConnection } from '../../broker/connection.ts';
import type { BrokerInfo } from '../../broker/metadata.ts';
import { HarnessError } from '../../errors.ts';

/** A setting that a lab needs of brokers that somebody else runs; those that the course starts have it. */
export interface BrokerNeed {
  name: string;
  /** What it may be: just this, or a number that is not larger. */
  is: string | { atMost: number };
  /** What would happen otherwise. */
  otherwise: string;
}

/** What every lab needs. */
export const COMMON_NEEDS: readonly BrokerNeed[] = [
  { name: 'auto.create.topics.enable', is: 'false', otherwise: 'a misspelt topic would be made instead of refused' },
  {
    name: 'group.initial.rebalance.delay.ms',
    is: { atMost: 500 },
    otherwise: 'each new group would wait so long, and checks with it',
  },
  {
    name: 'group.min.session.timeout.ms',
    is: { atMost: 1_000 },
    otherwise: 'consumers with the short sessions of labs would be refused',
  },
];

/** Throws BROKER_SETTINGS_WRONG, with each setting that a broker has otherwise. */
export async function mustHave(brokers: readonly BrokerInfo[], needs: readonly BrokerNeed[]): Promise<void> {
  const names = needs.map(({ name }) => name);
  const wrong = await Promise.all(
    brokers.map(async (broker) => {
      using connection = new BrokerConnection(broker);
      return unmet(await brokerSettings(connection, broker.id, names), needs);
    }),
  );
  const lines = [...new Set(wrong.flat())];
  if (lines.length === 0) return;
  throw new HarnessError({
    code: 'BROKER_SETTINGS_WRONG',
    what: 'The brokers have settings with which the checks of this lab would not mean anything.',
    why: lines.join('\n'),
    next: 'Ask whoever runs the cluster to change them, or leave out --bootstrap: the course then starts brokers that have them.',
  });
}

/** One line for each need that a broker's settings do not meet. A setting that the broker does not know is not judged. */
export function unmet(settings: ReadonlyMap<string, string | null>, needs: readonly BrokerNeed[]): string[] {
  return needs.flatMap(({ name, is, otherwise }) => {
    const value = settings.get(name);
    if (value === undefined || value === null) return [];
    const isMet = typeof is === 'string' ? value === is : Number(value) <= is.atMost;
    if (isMet) return [];
    return `${name} is ${value}, and must be ${typeof is === 'string' ? is : `${is.atMost} or less`}: ${otherwise}.`;
  });
}
