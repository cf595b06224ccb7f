import type { Item } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { conversationTemplates } from './conversation.ts';

const item: Item = {
  id: 'all:1',
  fields: { text: 'And tomorrow?' },
  answer: 'Rain.',
  turns: [
    { role: 'system', content: 'You tell the weather.' },
    { role: 'user', content: 'Today?' },
    { role: 'assistant', content: 'Sun.' },
    { role: 'user', content: 'And tomorrow?' },
  ],
};

describe('a conversation', () => {
  it('is its own turns to a model with a chat template, in one style alone', () => {
    const [first, ...others] = conversationTemplates('en');
    expect(first.turns?.(item)).toEqual(item.turns);
    expect(others.filter((one) => 'turns' in one)).toEqual([]);
  });

  it('is a transcript to another', () => {
    const [first] = conversationTemplates('en');
    expect(first.write(item) + first.writeAnswer(item)).toBe(
      'System: You tell the weather.\nUser: Today?\nAssistant: Sun.\nUser: And tomorrow?\nAssistant: Rain.',
    );
  });

  it('has no turns where its answer continues it', () => {
    expect(conversationTemplates('en', true).filter((one) => 'turns' in one)).toEqual([]);
  });
});
