import type { EffectDetails, HistoryEvent } from '../../history/events.ts';
import { columnOf } from './columns.ts';
import type { Fates } from './exchanges.ts';
import type { Layout } from './layout.ts';
import { isAsking, isInjected, type Passing, peerOf } from './passing.ts';
import { boldWidth, fitted, LINE_HEIGHT, line, marks, path, px, rect, textAt } from './shapes.ts';
import { eventWords } from './words.ts';

/** One drawn row. `at` is where it meets its column's lifeline, below the row's upper edge. */
export interface RowShape {
  body: string;
  className: string;
  height: number;
  at: number;
  /** Where its words begin, below the row's upper edge. */
  textTop: number;
}

const MAX_LINES = 3;

/** Draws an event below `y`. */
export function rowShape(event: HistoryEvent, y: number, layout: Layout, fates: Fates): RowShape {
  const { details } = event;
  const x = layout.columns.get(columnOf(event))!.x;
  const words = eventWords(event, fates);
  switch (details.kind) {
    case 'request':
    case 'answer':
    case 'command':
    case 'reply':
      return arrow(details, words, { x, y, layout, fates });
    case 'effect':
      return box(details, words, { x, y, layout });
    case 'fault':
      return fault(words, { x, y, layout });
    case 'start':
      return beside(words, { x, y, layout, mark: marks.dot });
    case 'exit':
    case 'crash':
      return beside(words, { x, y, layout, mark: marks.end });
    case 'offsets':
    case 'decision':
    case 'threw':
    case 'call':
    case 'note':
      return beside(words, { x, y, layout, mark: marks.dot });
  }
}

interface Place {
  x: number;
  y: number;
  layout: Layout;
}

/** An arrow under its words. A request that nobody answered breaks off; one that the harness stopped ends at a bar. */
function arrow(details: Passing, words: string, { x, y, layout, fates }: Place & { fates: Fates }): RowShape {
  const peer = layout.columns.get(peerOf(details).name)!.x;
  const toRight = peer >= x ? 1 : -1;
  const start = Math.min(x, peer) + 10;
  const text = fitted(words, layout.right - start, MAX_LINES);
  const at = y + 5 + text.height + 5;
  const fate = fates(details);
  const stop = fate === 'injected' ? peer - 30 * toRight : peer;
  const parts = [textAt(text, { x: start, y: y + 5 })];
  if (!isAsking(details)) {
    const tip = x + 3 * toRight;
    parts.push(line(stop, at, tip, at, fate === 'injected' ? 'stroke dashed' : 'stroke'));
    parts.push(path(`M${px(tip + 8 * toRight)} ${px(at - 5)}L${px(tip)} ${px(at)}l${px(8 * toRight)} 5`, 'stroke'));
  } else if (fate === 'unanswered') {
    const end = x + (peer - x) * 0.7;
    parts.push(line(x, at, end - 12 * toRight, at), marks.cross(end, at));
  } else {
    const tip = stop - 2 * toRight;
    parts.push(line(x, at, tip - 4 * toRight, at));
    parts.push(path(`M${px(tip)} ${px(at)}l${px(-9 * toRight)} -5v10z`, 'solid'));
  }
  if (fate === 'injected') parts.push(marks.bar(stop, at));
  return {
    body: parts.join(''),
    className: isInjected(details) ? 'wire injected' : 'wire',
    height: at - y + 8,
    at: at - y,
    textTop: 5,
  };
}

/** A box that begins on its process's lifeline, where its mark stands. */
function box({ phase }: EffectDetails, words: string, { x, y, layout }: Place): RowShape {
  const mark = { asked: marks.play, done: marks.tick, failed: marks.cross, unanswered: marks.question }[phase];
  const text = fitted(words, layout.right - x - 24, MAX_LINES);
  const middle = y + 4 + 3 + LINE_HEIGHT / 2;
  const body = [
    rect(x - 12, y + 4, text.width + 34, text.height + 6, '', phase === 'asked' || phase === 'done' ? 5 : 0),
    mark(x, middle),
    textAt(text, { x: x + 14, y: y + 7 }),
  ];
  return { body: body.join(''), className: `boxed ${phase}`, height: text.height + 14, at: middle - y, textTop: 7 };
}

/** A line across the drawing, and what was broken. */
function fault(words: string, { x, y, layout: { left, right } }: Place): RowShape {
  const text = fitted(words, right - left - 52, MAX_LINES, { measure: boldWidth });
  const middle = y + 8 + 4 + text.height / 2;
  const body = [
    line(left, middle, right, middle, 'stroke bad'),
    rect(left + 10, y + 8, text.width + 36, text.height + 8, 'label', 3),
    marks.bolt(left + 24, middle),
    textAt(text, { x: left + 38, y: y + 12 }),
    // Whose doing it was; under the words it would only be a blot.
    x > left + 10 + text.width + 36 ? `<circle cx="${px(x)}" cy="${px(middle)}" r="4" class="solid bad"/>` : '',
  ];
  return { body: body.join(''), className: 'fault', height: text.height + 24, at: middle - y, textTop: 12 };
}

/** A mark on the lifeline with words beside it: to its right, or to its left where there is more room. */
function beside(words: string, { x, y, layout, mark }: Place & { mark: (x: number, y: number) => string }): RowShape {
  const GAP = 12;
  const rightRoom = layout.right - x - GAP;
  const isRight = fitted(words, rightRoom, 1).full === undefined || rightRoom >= x - GAP - layout.left;
  const text = fitted(words, isRight ? rightRoom : x - GAP - layout.left, MAX_LINES);
  const at = y + 4 + LINE_HEIGHT / 2;
  const beside = textAt(text, isRight ? { x: x + GAP, y: y + 4 } : { x: x - GAP, y: y + 4, anchor: 'end' });
  return { body: mark(x, at) + beside, className: 'beside', height: text.height + 8, at: at - y, textTop: 4 };
}
