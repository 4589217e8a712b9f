import { describe, expect, test } from 'vitest';
import { allApis, errorName, findApi } from './apis.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Schema } from './schema.ts';

const apis = allApis();

function roundTrip(schema: Schema): { message: unknown; left: number } {
  const to = new ByteWriter();
  schema.write(to, {});
  const from = new ByteReader(to.finish());
  return { message: schema.read(from), left: from.remaining };
}

describe('of every version of every API', () => {
  const versions = apis.map((api) => [`${api.name} v${api.version}`, api] as const);

  test.each(versions)('%s: the empty request and the empty response come back as their zero messages', (_, api) => {
    expect(roundTrip(api.request)).toEqual({ message: api.request.zero, left: 0 });
    expect(roundTrip(api.response)).toEqual({ message: api.response.zero, left: 0 });
  });
});

describe('an API', () => {
  test('is found by its key and by its name', () => {
    expect(findApi('Metadata', 9)).toBe(findApi(3, 9));
    expect(findApi('Metadata', 9)).toMatchObject({ key: 3, name: 'Metadata', version: 9, requestHeader: 2 });
  });

  test('is not found by a version or a name that Kafka does not know', () => {
    expect(findApi('Metadata', 99)).toBeUndefined();
    expect(findApi('Metadatum', 9)).toBeUndefined();
    expect(findApi(-5, 0)).toBeUndefined();
  });

  test('whose schema is that of the version before repeats it', () => {
    expect(findApi('Produce', 7)!.request.zero).toEqual(findApi('Produce', 3)!.request.zero);
    expect([...findApi('Produce', 13)!.response.fields.keys()]).toEqual(['responses', 'throttle_time_ms']);
  });
});

test('an error code has Kafka’s own name', () => {
  expect(errorName(0)).toBe('NONE');
  expect(errorName(-1)).toBe('UNKNOWN_SERVER_ERROR');
  expect(errorName(7)).toBe('REQUEST_TIMED_OUT');
  expect(errorName(19)).toBe('NOT_ENOUGH_REPLICAS');
});

test('an error code that this Kafka does not have still gets a name', () => {
  expect(errorName(9999)).toBe('UNKNOWN_ERROR_CODE_9999');
});
