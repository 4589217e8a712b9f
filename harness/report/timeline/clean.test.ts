import { expect, test } from 'vitest';
import { clean, xml } from './clean.ts';

test.each([
  ['two\n\tlines ', 'two lines'],
  ['\u001b[31mred\u0007', '\ufffd[31mred\ufffd'],
  ['half \ud83c of an emoji', 'half \ufffd of an emoji'],
  ['\u202eesrever', '\ufffdesrever'],
  ['forbidden \uffff', 'forbidden \ufffd'],
  ['whole 🎉, 👩‍👩‍👧, 주문', 'whole 🎉, 👩‍👩‍👧, 주문'],
])('%j is shown as %j', (text, shown) => {
  expect(clean(text)).toBe(shown);
});

test('what means something to XML is written as an entity', () => {
  expect(xml(`<a b="c" d='e'>&amp;</a>`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;');
});
