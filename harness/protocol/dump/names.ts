import { allApis, allErrors } from '../apis.ts';

/** The text of `names.ts`: the names in the dumped schemas, as types. */
export function namesText(): string {
  const apis = [...new Set(allApis().map(({ name }) => name))];
  const union = (names: readonly string[]) => names.map((name) => `\n  | '${name}'`).join('');
  return [
    '// Made by `npm run dump-schemas`.',
    '',
    '/** The APIs of the pinned Kafka, as it names them. */',
    `export type ApiName =${union(apis)};`,
    '',
    '/** The errors of the pinned Kafka, as it names them. */',
    `export type ErrorName =${union(allErrors())};`,
    '',
  ].join('\n');
}
