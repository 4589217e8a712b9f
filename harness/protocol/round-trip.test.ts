import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../seeded-random.ts';
import { allApis } from './apis.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './frame.ts';
import { RandomMessages, schemaTexts } from './random-message.ts';

const VALUES = 5;
const random = new SeededRandom();
const messages = new RandomMessages(random);
const seed = `KAFKA_LABS_SEED=${random.seed}`;
const texts = schemaTexts();

describe('of every version of every API', () => {
  const versions = allApis().map((api, index) => [`${api.name} v${api.version}`, api, texts[index]!] as const);

  test.each(versions)('%s: random requests and responses come back as they were', (_, api, text) => {
    for (let round = 0; round < VALUES; round++) {
      const request = messages.of(text.request);
      expect(decodeRequest(encodeRequest(api, round, 'shop', request)), seed).toEqual({
        key: api.key,
        version: api.version,
        correlationId: round,
        clientId: 'shop',
        api,
        body: request,
      });
      const response = messages.of(text.response);
      expect(decodeResponse(api, encodeResponse(api, round, response)), seed).toEqual({
        correlationId: round,
        body: response,
      });
    }
  });

  test.each(versions)('%s: a random request that is cut anywhere throws', (_, api, text) => {
    const frame = encodeRequest(api, 1, null, messages.of(text.request));
    for (let round = 0; round < VALUES; round++) {
      const end = 4 + random.below(frame.length - 4);
      expect(() => decodeRequest(frame.subarray(0, end)), `${seed}, at ${end}`).toThrow(RangeError);
    }
  });
});
