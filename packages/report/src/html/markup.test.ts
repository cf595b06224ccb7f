import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, link, textOf, trusted } from './markup.ts';

test('values are escaped in text and in attributes, markup is not, and nothing leaves nothing', () => {
  const inner = html`<b title="${'"><script>'}">${'</b><img onerror=x>'}</b>`;
  expect(textOf(html`<p>${inner}${[1, ' & ', trusted('<hr>')]}${null}${undefined}${false}</p>`)).toBe(
    '<p><b title="&quot;&gt;&lt;script&gt;">&lt;/b&gt;&lt;img onerror=x&gt;</b>1 &amp; <hr></p>',
  );
});

const PIECES = ['<', '>', '"', "'", '&', 'amp;', '#39;', '--', '/', 'x', '\u0000', '\uD800', ' '];

test('no text can end what it stands in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES)).map((parts) => parts.join('')),
      (text) => {
        expect(textOf(html`${text}`)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      },
    ),
  );
});

test('an object that looks like markup is none', () => {
  const forged = JSON.parse('{"markup":"<script>"}') as string;
  expect(textOf(html`${forged}`)).toBe('{&quot;markup&quot;:&quot;&lt;script&gt;&quot;}');
});

test('characters that HTML does not allow are replaced', () => {
  expect(textOf('a\u0000b\uD800c\u001B\td\n')).toBe('a\uFFFDb\uFFFDc\uFFFD\td\n');
});

test('only addresses of the web become links', () => {
  expect(textOf(link('https://arxiv.org/abs/1', 'paper'))).toContain('href="https://arxiv.org/abs/1"');
  for (const address of ['javascript:alert(1)', ' https://x', 'data:text/html,x', 'https://x y'])
    expect(textOf(link(address, '<i>'))).toBe('&lt;i&gt;');
});
