import type { PayloadReader } from './payload-reader.ts';

/** How many bytes a value of this type takes in the binary protocol; those that are not here tell their length. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  1: 1, // TINY
  2: 2, // SHORT
  3: 4, // LONG
  4: 4, // FLOAT
  5: 8, // DOUBLE
  6: 0, // NULL
  8: 8, // LONGLONG
  9: 4, // INT24
  13: 2, // YEAR
};
/** DATE, DATETIME, TIMESTAMP and TIME tell their length in one byte; all else tells it length-encoded, as text does. */
const TIMES = new Set([7, 10, 11, 12]);

/** Steps over the attributes that stand before the SQL of a COM_QUERY where CLIENT_QUERY_ATTRIBUTES was agreed on. */
export function skipQueryAttributes(from: PayloadReader): void {
  const count = from.encoded();
  from.encoded(); // the number of sets, always 1
  if (count === 0) return;
  const nulls = Array.from({ length: (count + 7) >> 3 }, () => from.integer(1));
  from.skip(1); // types follow, always
  const types = Array.from({ length: count }, () => {
    const type = from.integer(2) & 0xff;
    from.skip(from.encoded()); // its name
    return type;
  });
  for (const [index, type] of types.entries()) {
    if (nulls[index >> 3]! & (1 << (index & 7))) continue;
    from.skip(FIXED_BYTES[type] ?? (TIMES.has(type) ? from.integer(1) : from.encoded()));
  }
}
