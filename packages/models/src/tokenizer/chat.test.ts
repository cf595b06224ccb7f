import { LoadError } from '@adaptbench/core';
import { expect, test } from 'vitest';
import { chatTemplate } from './chat.ts';

const user = (content: string) => [{ role: 'user', content } as const];
const chat = (template: string) => chatTemplate('m', template, { bos_token: '<s>' })!;

test('the template is read only when it is asked for', () => {
  const unread = chat('{% if %}');
  expect(() => unread(user('hi'), true)).toThrow(
    new LoadError('m: unreadable chat template: line 1: expected an expression, got the end of the tag'),
  );
});

test('what the template raises is told', () => {
  const strict = chat("{{ raise_exception('System role not supported') }}");
  expect(() => strict(user('hi'), true)).toThrow(
    new LoadError('m: the chat template refuses these messages: System role not supported'),
  );
});

test('a prompt without what the user says is an error, whatever the template does with white space', () => {
  expect(chat('{% for m in messages %}{{ m.content | trim }}{% endfor %}')(user(' a \n b '), true)).toBe(
    'a \n b',
  );
  expect(chat('{{ messages[0].content }}')(user(''), true)).toBe('');
  for (const template of ['', '{{ bos_token }}', '{{ messages[0].text }}', '{{ messages[0].content[:1] }}'])
    expect(() => chat(template)(user('hello'), true)).toThrow(
      /leaves out what the user says \(of "hello" it makes/,
    );
});

test('the day stands still, so that a prompt is the same every day', () => {
  expect(chat("{{ strftime_now('%d %b %Y') }} {{ messages[0].content }}")(user('x'), false)).toBe(
    '26 Jul 2024 x',
  );
});
