import type { Message } from '../protocol/types.ts';

/** The topics that a CreateTopics request made: those without an error in its answer, unless it only asked what would be. */
export function madeTopics(request: Message, answer: Message): string[] {
  if (request.validate_only === true) return [];
  const topics = answer.topics as { name: string; error_code: number }[];
  return topics.filter(({ error_code }) => error_code === 0).map(({ name }) => name);
}
