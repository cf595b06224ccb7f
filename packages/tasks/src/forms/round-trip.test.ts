/** Whatever is written in a form is asked, and its answer reads back. */
import { ConfigError, LoadError, goldAnswer, readOutput } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines, readOwn } from '../__fixtures__/own-data.ts';

describe('any text', () => {
  const said = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
  const answers = fc.uniqueArray(fc.tuple(said, said), {
    minLength: 10,
    maxLength: 14,
    selector: ([asked]) => asked.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim(),
  });
  const forms: Readonly<Record<string, (asked: string, answer: string) => Record<string, unknown>>> = {
    messages: (asked, answer) => ({
      messages: [
        { role: 'user', content: asked },
        { role: 'assistant', content: answer },
      ],
    }),
    conversations: (asked, answer) => ({
      conversations: [
        { from: 'human', value: asked },
        { from: 'gpt', value: answer },
      ],
    }),
    alpaca: (asked, answer) => ({ instruction: asked, output: answer }),
    prompts: (asked, answer) => ({ prompt: asked, completion: answer }),
  };
  it.each(Object.keys(forms))('%s: what was written is asked, and reads back', async (form) => {
    await fc.assert(
      fc.asyncProperty(answers, async (pairs) => {
        const { task, items } = await readOwn(
          { 'a.jsonl': lines(pairs.map(([asked, answer]) => forms[form]!(asked, answer))) },
          { kind: 'generation' },
        );
        if (task.kind !== 'generation') throw new Error('a task of labels');
        expect(items).toHaveLength(pairs.length);
        for (const item of items) {
          const [asked, answer] = pairs[Number(item.id.split(':')[1]) - 1]!;
          expect(item.turns!.at(-1)!.content.trim()).toBe(asked.trim());
          expect(item.answer).toBe(answer.trim());
          expect(task.stop.some((stop) => item.answer.includes(stop))).toBe(false);
          task.templates.forEach((template, t) => {
            expect(template.write(item)).toContain(asked.trim());
            expect(readOutput(task, item, goldAnswer(task, t, item))).toMatchObject({
              correct: true,
              prediction: item.answer,
            });
          });
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('any cell', () => {
  const turn = fc.oneof(
    fc.jsonValue(),
    fc.record({
      role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'x'),
      content: fc.oneof(fc.string(), fc.jsonValue()),
      tool_calls: fc.oneof(fc.constant(null), fc.jsonValue()),
    }),
  );
  const cell = fc.oneof(fc.jsonValue(), fc.array(turn, { maxLength: 6 }));
  const columns = fc.constantFrom(
    ['messages'],
    ['conversations', 'system', 'tools'],
    ['instruction', 'input', 'output'],
    ['prompt', 'completion'],
    ['question', 'choices', 'answer'],
    ['question', 'A', 'B', 'C', 'label'],
    ['text', 'labels'],
    ['question', 'answers'],
  );
  const extract = fc.constantFrom(undefined, 'text', 'json', 'slots', 'set', 'exact', 'letter');
  const files = columns.chain((names) =>
    fc
      .array(fc.tuple(...names.map(() => cell)), { minLength: 1, maxLength: 20 })
      .map((rows) => rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])))),
  );
  it('is read or told: nothing else is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(files, extract, async (rows, kind) => {
        const spec = { ...(kind === undefined ? {} : { extract: kind }), skipBad: true } as const;
        const ended = await readOwn({ 'a.jsonl': lines(rows) }, spec).catch((error: unknown) => error);
        if (!(ended instanceof Error)) return;
        expect([LoadError, ConfigError]).toContain(ended.constructor);
      }),
      { numRuns: 200 },
    );
  });
});
