import type { WireDetails, WireFacts } from '../../history/events.ts';
import type { ApiName } from '../../protocol/names.ts';
import type { Message } from '../../protocol/types.ts';
import { words } from '../words/words.ts';
import { type ApiEntry, at, each } from './entry.ts';
import { consumerGroupHeartbeat, heartbeat, joinGroup, leaveGroup, syncGroup } from './groups.ts';
import { endTxn, offsetCommit, offsetFetch, txnOffsetCommit } from './offsets.ts';
import { errorsIn, membership, text } from './reading.ts';
import { fetch, produce } from './records.ts';
import type { TopicNames } from './topic-names.ts';

/** What the course knows of each API, one entry each. Of the others it reads the group, the transaction and the errors. */
const vocabulary: Partial<Record<ApiName, ApiEntry>> = {
  Produce: produce,
  Fetch: fetch,
  Metadata: {
    answer: (metadata, names) => {
      names.learn(metadata);
      return {};
    },
  },
  OffsetCommit: offsetCommit,
  TxnOffsetCommit: txnOffsetCommit,
  OffsetFetch: offsetFetch,
  EndTxn: endTxn,
  JoinGroup: joinGroup,
  SyncGroup: syncGroup,
  LeaveGroup: leaveGroup,
  Heartbeat: heartbeat,
  ConsumerGroupHeartbeat: consumerGroupHeartbeat,
};

/** The fields of a request that matter for what a client does. */
export function requestFacts(api: ApiName, request: Message, names: TopicNames): WireFacts {
  return {
    ...membership(request),
    ...text('transactionalId', request.transactional_id),
    ...vocabulary[api]?.request?.(request, names),
  };
}

/** The fields of an answer that matter; the errors of its parts stand both with the part and in `errors`. */
export function answerFacts(api: ApiName, answer: Message, names: TopicNames): WireFacts {
  const errors = [...errorsIn(answer)];
  return {
    ...(errors.length > 0 ? { errors: [...new Set(errors)] } : {}),
    ...membership(answer),
    ...vocabulary[api]?.answer?.(answer, names),
  };
}

/** A request or an answer in words. */
export function wireWords(wire: WireDetails): string {
  const { kind, api, version } = wire;
  const entry = vocabulary[api];
  if (kind === 'request') return entry?.asks?.(wire) ?? words('request.other', { api, version });
  if (wire.errors) return refusalWords(wire, entry);
  return entry?.answers?.(wire) ?? words('answer.other', { api });
}

function refusalWords(
  { api, partitions = [], errors = [], injected }: WireDetails,
  entry: ApiEntry | undefined,
): string {
  const refused = partitions.filter(({ error }) => error);
  const tell = entry?.refuses ?? ((partition) => words('refused.of', { api, at: at(partition) }));
  const what = refused.length > 0 ? each(refused, tell) : api;
  return words(injected ? 'refused.injected' : 'refused', { what, errors: errors.join(', ') });
}
