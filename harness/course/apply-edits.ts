import { HarnessError } from '../errors.ts';
import { type Edits, mistakesFileOf } from './define-mistakes.ts';

/** Which mistake the edits make, and of which file; both stand in the message where an edit does not fit. */
export interface EditedFile {
  /** Such as “lab 03-auto-vs-sync-commit, mistake commit-before-work”. */
  mistake: string;
  /** The file's path from the course's folder. */
  path: string;
}

/** The part of the text that an edit replaces, and what stands there instead. */
interface Replacement {
  from: number;
  to: number;
  old: string;
  now: string;
}

/**
 * The text with all edits made at once: each old text is looked for in `text` as it came, where it must occur exactly once.
 * A line that an edit leaves blank is taken out. Throws MISTAKE_BROKEN for an old text that occurs never or twice, and for
 * edits that overlap.
 */
export function applyEdits(text: string, edits: Edits, file: EditedFile): string {
  const replacements = Object.entries(edits)
    .map(([old, now]) => replacement(text, old, now, file))
    .sort((one, other) => one.from - other.from);
  const edited: string[] = [];
  let last: Replacement | undefined;
  for (const next of replacements) {
    if (last && next.from < last.to) throw overlap(last, next, file);
    edited.push(text.slice(last?.to ?? 0, next.from), next.now);
    last = next;
  }
  return edited.join('') + text.slice(last?.to ?? 0);
}

function replacement(text: string, old: string, now: string, file: EditedFile): Replacement {
  const times = old === '' ? 0 : text.split(old).length - 1;
  if (times !== 1) throw misfit(old, times, file);
  const from = text.indexOf(old);
  const range = { from, to: from + old.length };
  const lines = now.trim() === '' ? itsLines(text, range) : undefined;
  return lines ? { ...lines, old, now: '' } : { ...range, old, now };
}

/** The lines of a range that holds all of them; of two blank lines that would meet, one goes, too. */
function itsLines(text: string, { from, to }: { from: number; to: number }): { from: number; to: number } | undefined {
  const start = text.slice(0, from).lastIndexOf('\n') + 1;
  const rest = text[to - 1] === '\n' ? '' : /^.*\n?/.exec(text.slice(to))![0];
  const end = to + rest.length;
  if ((text.slice(start, from) + rest).trim() !== '') return undefined;
  const isBetweenBlanks = text.slice(0, start).endsWith('\n\n') && text[end] === '\n';
  return { from: start, to: isBetweenBlanks ? end + 1 : end };
}

function misfit(old: string, times: number, { mistake, path }: EditedFile): HarnessError {
  return new HarnessError({
    code: 'MISTAKE_BROKEN',
    what: `${mistake}: an edit does not fit ${path}.`,
    why: `Its old text must occur there once, and occurs ${times === 0 ? 'never' : `${times} times`}: “${old}”.`,
    next: `Change the edit in ${mistakesFileOf(path)} until its old text is a part of the solution that occurs once.`,
  });
}

function overlap(one: Replacement, other: Replacement, { mistake, path }: EditedFile): HarnessError {
  return new HarnessError({
    code: 'MISTAKE_BROKEN',
    what: `${mistake}: two edits overlap in ${path}.`,
    why: `All edits of a mistake are made at once, and these change the same text: “${one.old}” and “${other.old}”.`,
    next: `Make one edit of the two in ${mistakesFileOf(path)}.`,
  });
}
