import type { GenerationTask, Item } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { withAnswerRoom } from './new-tokens.ts';

const task: GenerationTask = {
  kind: 'generation',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  templates: [
    {
      name: 'plain',
      form: 'open',
      write: () => 'Q:',
      writeAnswer: ({ answer }) => answer,
      separator: '\n',
    },
  ],
  reader: { strict: (text) => text, lenient: (text) => text },
  equal: (a, b) => a === b,
  maxNewTokens: 256,
  maxNewTokensFrom: 'training answers',
  stop: [],
};
const items = ['ab', 'x'.repeat(39), 'abc'].map((answer, i): Item => ({
  id: `train:${i}`,
  fields: {},
  answer,
}));
/** A token per character. */
const tokenizer = { encode: (text: string) => Array.from(text, (c) => c.codePointAt(0)!) };
const model = { tokenizer, contextLength: 1000 };

describe('room for an answer', () => {
  it('is a quarter more than the longest training answer takes with its end', () => {
    const room = withAnswerRoom(task, 0, items, model);
    expect(room.task).toMatchObject({ maxNewTokens: 50 });
    expect(room.notes).toEqual([
      'an answer may have 50 tokens: the longest of 3 training answers has 40; --max-new-tokens sets another bound',
    ]);
  });

  it('is at most half of the context, and says how many answers that cuts', () => {
    const room = withAnswerRoom(task, 0, items, { ...model, contextLength: 60 });
    expect(room.task).toMatchObject({ maxNewTokens: 30 });
    expect(room.notes[0]).toContain('1 are longer than half of the context of 60 allows');
  });

  it('is the task’s own where that is no guess', () => {
    const { maxNewTokensFrom: _, ...fixed } = task;
    expect(withAnswerRoom(fixed, 0, items, model)).toEqual({ task: fixed, notes: [] });
  });
});
