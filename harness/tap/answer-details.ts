import type { TopicNames } from '../facts/wire/topic-names.ts';
import { answerFacts } from '../facts/wire/vocabulary.ts';
import type { WireDetails, WireFacts } from '../history/events.ts';
import type { Message } from '../protocol/types.ts';

/** What an answer tells, with what only its request told. `body` is undefined where the answer could not be decoded. */
export function answerDetails(request: WireDetails, body: Message | undefined, names: TopicNames): WireDetails {
  const { process, exchange, connection, broker, clientId, api, version, group, transactionalId, acks } = request;
  return {
    kind: 'answer',
    process,
    exchange,
    connection,
    broker,
    clientId,
    api,
    version,
    ...(group === undefined ? {} : { group }),
    ...(transactionalId === undefined ? {} : { transactionalId }),
    ...(acks === undefined ? {} : { acks }),
    ...(body ? withOffsets(answerFacts(api, body, names), request) : {}),
  };
}

/** An answer to a commit names no offsets, and one to acks 1 or all names them only where it succeeded: those of the request. */
function withOffsets(answer: WireFacts, request: WireDetails): WireFacts {
  if (!request.partitions || !answer.partitions) return answer;
  const asked = (topic: string, partition: number) =>
    request.partitions!.find((part) => part.topic === topic && part.partition === partition);
  return {
    ...answer,
    partitions: answer.partitions.map((part) => {
      const from = asked(part.topic, part.partition);
      return { ...(from?.offset === undefined ? {} : { offset: from.offset }), ...part };
    }),
  };
}
