import { transform } from 'esbuild';
import { parseSync, Visitor } from 'rolldown/utils';

/**
 * Which argument of a call is a text for people: the kit's functions, and those that labs make of them. The title of a
 * check, the words of an event and of a wait may be written anew without a verdict changing.
 */
const TEXT_ARGUMENT: Readonly<Record<string, number>> = {
  check: 0,
  note: 0,
  tally: 0,
  inconclusive: 0,
  eventually: 0,
  mustHappen: 0,
  mustNotHappen: 0,
  mayHappen: 0,
  record: 1,
  seen: 1,
  told: 1,
};

/** Something of the source that is left out: from, to. */
type Range = readonly [from: number, to: number];
interface Node {
  type: string;
  start: number;
  end: number;
}

/**
 * TypeScript as a verdict rests on it: without comments, types and white space, and without the texts that people read. All
 * other strings stay: SQL, names, codes. Throws what the parser says of a file that is no TypeScript.
 */
export async function withoutTexts(source: string): Promise<string> {
  const { program, errors } = parseSync('source.ts', source);
  if (errors.length > 0) return source; // a stub of a lab in work: its text stands for itself
  const texts: Range[] = [];
  new Visitor({
    CallExpression({ callee, arguments: given }) {
      const text = given[TEXT_ARGUMENT[nameOf(callee)] ?? -1];
      if (text) texts.push(...piecesOf(text));
    },
  }).visit(program);
  const { code } = await transform(cut(source, texts), {
    loader: 'ts',
    minifyWhitespace: true,
    legalComments: 'none',
    target: 'esnext',
  });
  return code;
}

function nameOf(callee: Node & { name?: unknown; property?: unknown }): string {
  if (callee.type === 'Identifier') return String(callee.name);
  if (callee.type === 'MemberExpression') return String((callee.property as { name?: unknown }).name);
  return '';
}

/** The words of a string, or those between the values of a template: the values themselves count. */
function piecesOf(text: Node & { value?: unknown; quasis?: unknown }): Range[] {
  if (text.type === 'Literal' && typeof text.value === 'string') return [[text.start + 1, text.end - 1]];
  if (text.type !== 'TemplateLiteral') return [];
  // The parser counts the backtick, and what begins and ends a value, as part of a piece.
  return (text.quasis as (Node & { tail: boolean })[]).map(({ start, end, tail }) => [start + 1, end - (tail ? 1 : 2)]);
}

function cut(source: string, ranges: readonly Range[]): string {
  let [kept, from] = ['', 0];
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (start < from) continue; // a text inside of a text
    kept += source.slice(from, start);
    from = end;
  }
  return kept + source.slice(from);
}
