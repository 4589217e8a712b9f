/** The width of one character as a reader sees it (a grapheme), in the unit of the room it is put into. */
export type Measure = (grapheme: string) => number;

/** More UTF-16 units than most lines have. */
const LONG = 1_000;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The width of a text. */
export function widthOf(text: string, measure: Measure): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += measure(segment);
  return width;
}

/** The text, or as much of its beginning as fits, ending in `…`. */
export function shortened(text: string, width: number, measure: Measure): string {
  const head = headOf(text, width, measure);
  if (head === text) return text;
  return `${headOf(text, width - measure('…'), measure).trimEnd()}…`;
}

/** The text in lines no wider than `width`: words too long for one are broken, and what is too much for `maxLines` becomes `…`. */
export function wrapped(text: string, width: number, maxLines: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ');
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer, width, measure)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    // One line more than allowed is enough to know that there is too much: a text may be a megabyte.
    while (lines.length <= maxLines && !fits(line, width, measure)) {
      const head = headOf(line, width, measure) || firstOf(line);
      lines.push(head);
      line = line.slice(head.length);
    }
    if (lines.length < maxLines) continue;
    const rest = [line, ...words.slice(index + 1)].join(' ');
    if (lines.length > maxLines || rest !== '') lines.splice(maxLines - 1, Infinity, ending(lines[maxLines - 1]!));
    return lines;
  }
  return [...lines, line];

  function ending(last: string): string {
    return `${headOf(last, width - measure('…'), measure).trimEnd()}…`;
  }
}

function fits(text: string, width: number, measure: Measure): boolean {
  return headOf(text, width, measure) === text;
}

function firstOf(text: string): string {
  for (const { segment } of segmenter.segment(text)) return segment;
  return text;
}

/** As much of the beginning as fits. */
function headOf(text: string, room: number, measure: Measure): string {
  // Segmenting takes time for all of a text, even where only its beginning is asked for.
  if (text.length > LONG) {
    const beginning = text.slice(0, LONG);
    const head = headOf(beginning, room, measure);
    if (head !== beginning) return head;
  }
  let used = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    used += measure(segment);
    if (used > room) return text.slice(0, index);
  }
  return text;
}
