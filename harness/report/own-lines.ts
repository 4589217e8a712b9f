import { structuredPatch } from 'diff';

/** The same file in three programs. */
export interface ThreeTexts {
  /** The mistake's. */
  mistake: string;
  solution: string;
  /** The stub's, which every learner knows. */
  stub: string;
}

/** A line of a mistake that is not the solution's; or what is said of it, where its text would be the solution's. */
export type OwnLine = { at: number; text: string } | { at?: number; note: string };

/**
 * The lines in which a mistake differs from the solution, by their numbers in the mistake, without imports and comments.
 * Nothing of the solution stands among them that the stub has not: where lines are taken out, moved or wrapped, a note says
 * so.
 */
export function ownLines({ mistake, solution, stub }: ThreeTexts): OwnLine[] {
  const known = new Set(trimmed(stub.split('\n')));
  const closed = new Set(trimmed(solution.split('\n')).filter((line) => !known.has(line) && !PLUMBING.test(line)));
  const hunks = hunksOf(solution, mistake);
  const taken = new Set(hunks.flatMap(({ old }) => trimmed(old)));
  const given = new Set(hunks.flatMap(({ now }) => trimmed(now)));
  const told = hunks.flatMap(({ at, old, now }): OwnLine[] => {
    if (trimmed(now).length === 0)
      return trimmed(old).every((line) => given.has(line)) ? [] : [{ note: 'something is taken out' }];
    const lines = now.map((text, index) => ({ at: at + index, text })).filter(({ text }) => !BESIDE.test(text));
    return lines.map((line) => {
      const text = line.text.trim();
      if (!closed.has(text)) return line;
      if (trimmed(old).includes(text)) return { at: line.at, note: 'as in the solution' };
      return { at: line.at, note: `a line of the solution, ${taken.has(text) ? 'moved here' : 'once more'}` };
    });
  });
  // What is said of one line holds for those below it, too.
  return told.filter((line, index) => !('note' in line) || noteOf(told[index - 1]) !== line.note);
}

/** A line that says nothing of what the program does. */
const PLUMBING = /^(\W|\b(try|catch|error|throw|finally|else|return)\b)*$/;

/** A line that is blank, an import or a comment. */
const BESIDE = /^\s*($|import\b|\/\/|\/\*\*)/;

const noteOf = (line: OwnLine | undefined): string | undefined => (line && 'note' in line ? line.note : undefined);

/** Lines without what stands around them; blank ones left out. */
const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');

/** Where lines of `now`, from number `at` on, stand in place of lines of `old`. */
function hunksOf(old: string, now: string): { at: number; old: string[]; now: string[] }[] {
  const { hunks } = structuredPatch('', '', old, now, undefined, undefined, { context: 0 });
  return hunks.map(({ newStart, lines }) => {
    const side = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
    return { at: newStart, old: side('-'), now: side('+') };
  });
}
