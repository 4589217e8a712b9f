import type { DatabaseDetails } from '../history/events.ts';
import { verbOf } from '../tap/database/sql.ts';

/** As much SQL as a timeline has room for; the history has more of it. */
const SQL_CHARACTERS = 80;
/** Statements of which it matters that they came to no row. */
const ABOUT_ROWS = new Set(['SELECT', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'LOAD', 'WITH', 'FETCH']);

/** A command to a database, or its reply, in words. */
export function tellDatabase(details: DatabaseDetails): string {
  return details.kind === 'command' ? tellCommand(details) : tellReply(details);
}

function tellCommand({ verb, sql }: DatabaseDetails): string {
  if (sql === '') return verb;
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  const told = line.length > SQL_CHARACTERS ? `${line.slice(0, SQL_CHARACTERS).trimEnd()} …` : line;
  return verbOf(sql) === verb ? told : `${verb}: ${told}`;
}

function tellReply({ verb, rows = 0, error }: DatabaseDetails): string {
  if (error) return `ERR ${error.code} ${error.message}`;
  return rows > 0 || ABOUT_ROWS.has(verb) ? `OK, ${rows} row${rows === 1 ? '' : 's'}` : 'OK';
}
