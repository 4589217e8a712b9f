import { expect, test } from 'vitest';
import { escapeHtml, html, withCode } from './html.ts';

test('a value cannot leave the text or the attribute that it was put into', () => {
  const value = `"><script>alert('x')</script>&`;
  const page = html`<p title="${value}">${value}</p>`.toString();
  expect(page.match(/[<>]/g)).toHaveLength(4);
  expect(page.match(/"/g)).toHaveLength(2);
  expect(escapeHtml(value)).not.toContain("'");
});

test('HTML within HTML is taken as it is, also in lists; what is missing leaves nothing', () => {
  const rows = ['a<', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${rows}${undefined}${false}${0}</ul>`.toString()).toBe('<ul><li>a&lt;</li><li>b</li>0</ul>');
});

test('code in backticks is code, and escaped like all else', () => {
  expect(html`<p>${withCode('`send<x>` said “done”')}</p>`.toString()).toBe(
    '<p><code>send&lt;x&gt;</code> said “done”</p>',
  );
});
