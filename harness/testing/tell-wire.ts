import { aliasOf } from '../history/alias.ts';
import type { PartitionFacts, WireDetails } from '../history/events.ts';

/** A request or an answer in words. */
export function tellWire(wire: WireDetails): string {
  return wire.kind === 'request' ? tellRequest(wire) : tellAnswer(wire);
}

const acksName = (acks: number | undefined) => (acks === -1 ? 'all' : String(acks));

function tellRequest(wire: WireDetails): string {
  const { api, acks, partitions = [], committed, version, transactionalId, generation, instance } = wire;
  const as = instance ? ` as ${instance}` : '';
  switch (api) {
    case 'Produce': {
      const none = acks === 0 ? '; no answer is asked for' : '';
      return `sends ${each(partitions, (at, { records }) => `${count(records, 'record')} to ${at}`)}, acks ${acksName(acks)}${none}`;
    }
    case 'Fetch':
      return `fetches ${each(partitions, (at, { offset }) => `${at} from ${offset}`)}`;
    case 'OffsetCommit':
      return `commits ${each(partitions, (at, { offset }) => `offset ${offset} of ${at}`)}`;
    case 'TxnOffsetCommit':
      return `commits ${each(partitions, (at, { offset }) => `offset ${offset} of ${at}`)} within the transaction ${transactionalId}`;
    case 'EndTxn':
      return committed ? 'commits the transaction' : 'aborts the transaction';
    case 'JoinGroup':
      return `asks to join the group${as}`;
    case 'SyncGroup':
      return 'asks for its partitions';
    case 'LeaveGroup':
      return `leaves the group${as}`;
    case 'Heartbeat':
      return 'sends a heartbeat';
    case 'ConsumerGroupHeartbeat':
      if (generation === 0) return `asks to join the group${as}`;
      return generation !== undefined && generation < 0 ? `leaves the group${as}` : 'sends a heartbeat';
    default:
      return `asks ${api} v${version}`;
  }
}

function tellAnswer(wire: WireDetails): string {
  const { api, acks, partitions = [], errors, generation, injected } = wire;
  const by = injected ? ' (injected by the tap)' : '';
  if (errors) {
    const about = partitions.filter(({ error }) => error);
    const what = about.length > 0 ? each(about, (at, { offset }) => subject(api, at, offset)) : api;
    return `refuses ${what}: ${errors.join(', ')}${by}`;
  }
  switch (api) {
    case 'Produce':
      return `acks ${acksName(acks)}: ${each(partitions, (at, { offset }) => `${at} has it at offset ${offset}`)}`;
    case 'Fetch': {
      const full = partitions.filter(({ records }) => records);
      return full.length === 0
        ? 'has nothing new'
        : `gives ${each(full, (at, { records }) => `${count(records, 'record')} of ${at}`)}`;
    }
    case 'OffsetCommit':
      return `${each(partitions, (at, { offset }) => `offset ${offset} of ${at}`)} is committed`;
    case 'OffsetFetch':
      return each(partitions, (at, { offset }) => (offset === -1 ? `no offset of ${at}` : `offset ${offset} of ${at}`));
    case 'JoinGroup':
      return `joined: generation ${generation}`;
    case 'SyncGroup':
      return given(partitions);
    case 'Heartbeat':
      return 'takes the heartbeat';
    case 'ConsumerGroupHeartbeat':
      // Without a list of partitions the member keeps those that it has.
      return wire.partitions ? given(wire.partitions) : 'takes the heartbeat';
    default:
      return `answers ${api}`;
  }
}

const given = (partitions: PartitionFacts[]): string =>
  partitions.length === 0 ? 'gives no partitions' : `gives ${each(partitions, (at) => at)}`;

const subject = (api: string, at: string, offset: number | undefined): string =>
  api === 'OffsetCommit' || api === 'TxnOffsetCommit' ? `offset ${offset} of ${at}` : `${api} for ${at}`;

const count = (number = 0, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

function each(partitions: PartitionFacts[], tell: (at: string, facts: PartitionFacts) => string): string {
  if (partitions.length === 0) return 'nothing';
  return partitions.map((facts) => tell(`${aliasOf(facts.topic)}-${facts.partition}`, facts)).join(', ');
}
