import type { Message } from '../../protocol/types.ts';
import { list } from './list.ts';

/** Topics that a message names by id only; learned from Metadata answers. */
export class TopicNames {
  readonly #names = new Map<string, string>();

  learn(metadata: Message): void {
    for (const { topic_id, name } of list(metadata.topics))
      if (typeof topic_id === 'string' && typeof name === 'string') this.#names.set(topic_id, name);
  }

  /** The topic's name, however the message gives it; its id while nobody has told the name. */
  of({ name, topic, topic_id }: Message): string {
    if (typeof name === 'string') return name;
    if (typeof topic === 'string') return topic;
    return this.#names.get(String(topic_id)) ?? `id ${topic_id}`;
  }
}
