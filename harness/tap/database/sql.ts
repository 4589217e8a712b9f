/** The verbs that labs speak of; any other first word is a verb too. */
export type Verb =
  | 'BEGIN'
  | 'START'
  | 'COMMIT'
  | 'ROLLBACK'
  | 'SAVEPOINT'
  | 'SELECT'
  | 'INSERT'
  | 'REPLACE'
  | 'UPDATE'
  | 'DELETE'
  | 'CREATE'
  | 'DROP'
  | 'CALL'
  | 'SET'
  | 'PREPARE'
  | 'PING'
  | 'QUIT'
  | (string & {});

const SQL_CHARACTERS = 200;
/** As much of a statement is read: a statement may be megabytes long, and begins with comments of a few lines at most. */
export const SQL_BYTES = 4_096;

/** The first 200 characters of a statement. */
export const shortSql = (sql: string): string => [...sql].slice(0, SQL_CHARACTERS).join('');

/** White space, comments, opening brackets, and what opens a comment that the server executes. */
const BEFORE_THE_VERB = /^(?:[\s(;]+|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*M?!\d*|\/\*(?!M?!)[\s\S]*?(?:\*\/|$))/;

/** The first word of a statement, in capitals; `QUERY` where it has none. */
export function verbOf(sql: string): string {
  let rest = sql;
  for (let before = BEFORE_THE_VERB.exec(rest); before; before = BEFORE_THE_VERB.exec(rest))
    rest = rest.slice(before[0].length);
  return (/^[a-z_]+/i.exec(rest)?.[0] ?? 'QUERY').toUpperCase();
}
