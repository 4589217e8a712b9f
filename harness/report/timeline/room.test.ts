import { expect, test } from 'vitest';
import { emWidth } from './em-width.ts';
import { hostileStory, killedBeforeCommit, longStory } from './stories.ts';
import { timelineSvg } from './svg.ts';
import { widthOf } from './wrap.ts';

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where the lines of text stand, at their widest. */
function boxesIn(svg: string): Box[] {
  const texts = svg.matchAll(
    /<text(?: class="(\w+)")?(?: text-anchor="(\w+)")?>(?:<title>[^<]*<\/title>)?(.*?)<\/text>/g,
  );
  return [...texts].flatMap(([, className, anchored, spans]) => {
    const size = className === 'title' ? 18 : className === 'time' ? 12 : 13;
    const measure = emWidth(size, { bold: className === 'title' || className === 'column' });
    const anchor = className === 'time' ? 'end' : ['column', 'gap'].includes(className ?? '') ? 'middle' : anchored;
    return [...spans!.matchAll(/<tspan x="([\d.]+)" y="([\d.]+)">(.*?)<\/tspan>/g)].map(([, x, y, words]) => {
      const text = words!.replaceAll(/&[a-z#\d]+;/g, '<');
      const width = widthOf(text, measure);
      const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      return { text, left, right: left + width, top: Number(y) - size * 0.8, bottom: Number(y) + size * 0.2 };
    });
  });
}

const stories = [
  ['a short story', killedBeforeCommit()],
  ['a long story', longStory()],
  ['hostile texts', hostileStory()],
] as const;

test.each(stories)('in %s no text leaves the drawing or meets another', (_, story) => {
  const svg = timelineSvg({ title: 'MW '.repeat(90), description: '주문 🎉 '.repeat(90), ...story });
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
  const boxes = boxesIn(svg);
  expect(boxes.length).toBeGreaterThan(40);
  for (const [index, box] of boxes.entries()) {
    expect(box.left, box.text).toBeGreaterThanOrEqual(0);
    expect(box.right, box.text).toBeLessThanOrEqual(Number(width));
    expect(box.bottom, box.text).toBeLessThanOrEqual(Number(height));
    for (const other of boxes.slice(index + 1)) {
      const meet = box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      expect(meet, `“${box.text}” and “${other.text}”`).toBe(false);
    }
  }
});

test('no letter is smaller than 12 pixels', () => {
  const sizes = [...timelineSvg({ title: '', description: '', ...longStory() }).matchAll(/font-size: (\d+)px/g)];
  for (const [, size] of sizes) expect(Number(size)).toBeGreaterThanOrEqual(12);
});

test('a text that had to be shortened is there in full', () => {
  expect(timelineSvg({ title: 'word '.repeat(90), description: '', ...longStory() })).toContain(
    `<title>${'word '.repeat(90).trim()}</title>`,
  );
});
