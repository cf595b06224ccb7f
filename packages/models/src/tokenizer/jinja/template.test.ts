/**
 * Templates in the manner of the families in use and single features, beside what Python's jinja makes of them as transformers sets it up.
 * Remake the values with `python packages/testing/golden/chat_templates.py`; `scripts/fuzz` does the same with random ones.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Plain, TemplateError, compileTemplate } from './template.ts';

interface Golden {
  readonly chats: { readonly list: readonly (readonly Plain[])[] };
  /** null: jinja refuses. */
  readonly templates: Readonly<
    Record<string, { readonly template: string; readonly texts: readonly (string | null)[] }>
  >;
}

const golden = JSON.parse(
  readFileSync(new URL('__fixtures__/templates.json', import.meta.url), 'utf8'),
) as Golden;
const NOW = new Date('2024-07-26T00:00:00Z');
const specials = { bos_token: '<s>', eos_token: '</s>', tools: null, documents: null };

function rendered(template: string, context: Readonly<Record<string, Plain>> = {}): string | null {
  try {
    return compileTemplate(template, NOW)({ ...specials, ...context });
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}

test.each(Object.entries(golden.templates))('%s', (_, { template, texts }) => {
  const got = golden.chats.list.flatMap((messages) =>
    [false, true].map((prompt) => rendered(template, { messages, add_generation_prompt: prompt })),
  );
  expect(got).toEqual(texts);
});

const message = (template: string): string => {
  const started = process.cpuUsage();
  try {
    compileTemplate(template, NOW)({ messages: [] });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
    return error.message;
  }
  throw new Error('expected an error');
};

const loops = (depth: number): string =>
  Array.from({ length: depth }, (_, i) => `{% for a${i} in range(100) %}`).join('') +
  'x' +
  '{% endfor %}'.repeat(depth);

test.each([
  ['loops within each other', loops(6), /more than 2000000 steps: does a loop never end/],
  ['a range beyond the limit of jinja', '{% for i in range(1000000000) %}x{% endfor %}', /Range too big/],
  [
    'a macro that calls itself',
    '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
    /more than 200 calls within each other/,
  ],
  [
    'a text that doubles',
    "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    /more than 16777216 characters/,
  ],
  ['a text many times', "{{ 'x' * 1000000000 }}", /more than 16777216 characters/],
  ['a list many times', '{{ ([1] * 1000000000) | length }}', /more than 16777216 characters/],
  ['a power', '{{ 9 ** 99999999 }}', /too many digits/],
  [
    'output without end',
    "{% set x = 'x' * 1000000 %}{% for i in range(99) %}{{ x }}{% endfor %}",
    /writes more than 33554432/,
  ],
  ['brackets within each other', `{{ ${'('.repeat(9999)}1${')'.repeat(9999)} }}`, /more than 100 levels/],
  ['minus signs', `{{ ${'-'.repeat(9999)}1 }}`, /more than 100 levels/],
  ['blocks within each other', `${'{% if 1 %}'.repeat(999)}x`, /more than 100 levels/],
  [
    'a list within itself',
    '{% set ns = namespace(a=[]) %}{% for i in range(300) %}{% set ns.a = [ns.a] %}{% endfor %}{{ ns.a }}',
    /too deep/,
  ],
  [
    'constructors',
    "{{ ''.constructor.constructor('return 1')() }}",
    /'str object' has no attribute 'constructor'/,
  ],
  ['classes', "{{ ''.__class__.__mro__ }}", /has no attribute '__class__'/],
  ['prototypes', '{{ messages.__proto__.x }}', /has no attribute '__proto__'/],
  [
    'a statement that needs other templates',
    "{% include 'x' %}",
    /line 1: the statement "include" is not supported/,
  ],
  ['a filter that is not here', '{{ messages | groupby(1) }}', /the filter "groupby" is not supported/],
  ['a tag without end', 'a\nb {% if x', /line 2: unexpected end of template, expected '%}'/],
  ['an if without end', '{% if x %}', /unexpected end of template, expected 'elif' or 'else' or 'endif'/],
  ['an unknown tag', '\n{% frob %}', /line 2: Encountered unknown tag 'frob'/],
  ['break outside a loop', '{% break %}', /'break' outside loop/],
])('%s: an error, at once', (_, template, expected) => {
  expect(message(template)).toMatch(expected);
});
