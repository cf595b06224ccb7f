import { readFileSync } from 'node:fs';
import type { GenerateRequest } from '@adaptbench/core';
import { loadTask } from '@adaptbench/tasks';
import { ABSENT, publicData } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { asked, bind, speaker } from './__fixtures__/sums.ts';
import { triggers } from './triggers.ts';

describe('zero-shot chain of thought', () => {
  const thinker = (requests: GenerateRequest[] = []) =>
    speaker(
      ({ context: c }) =>
        c.endsWith('is') ? ' 41.\nQ: more' : ' 40 + 1 = 41.\nTherefore, the answer (arabic numerals) is 9',
      requests,
    );

  it('asks in two stages: thoughts after the trigger, then the answer after them', async () => {
    const requests: GenerateRequest[] = [];
    const [answer] = await bind({ mode: 'zero-shot' }).answer(asked.slice(0, 1), thinker(requests));
    const first = "Q: 40 + 1?\nA: Let's think step by step.";
    const second = `${first} 40 + 1 = 41.\nTherefore, the answer (arabic numerals) is`;
    expect(requests.map((r) => [r.context, r.maxNewTokens])).toEqual([
      [first, 256],
      [second, 32],
    ]);
    expect(answer).toMatchObject({ prediction: '41', correct: true, measures: { follows: 1 } });
    expect(answer!.promptTokens + answer!.generatedTokens).toBe(second.length + ' 41.'.length);
  });

  it('without a rationale asks for the answer at once', async () => {
    const requests: GenerateRequest[] = [];
    const prompt = bind({ mode: 'zero-shot', rationale: false });
    const [answer] = await prompt.answer(asked.slice(0, 1), thinker(requests));
    expect(requests.map((r) => r.context)).toEqual(['Q: 40 + 1?\nA: The answer (arabic numerals) is']);
    expect(answer).toMatchObject({ prediction: '41', correct: true });
    expect(answer).not.toHaveProperty('measures');
    expect(prompt.completion(asked[0]!)).toBe(' 41.');
  });

  it('has sixteen published triggers by name, and takes any sentence', () => {
    expect(Object.keys(triggers)).toHaveLength(16);
    expect(bind({ mode: 'zero-shot', trigger: 'first' }).write(asked[0]!)).toBe('Q: 40 + 1?\nA: First,');
    expect(bind({ mode: 'zero-shot', trigger: 'Hm, wait.' }).write(asked[0]!)).toBe(
      'Q: 40 + 1?\nA: Hm, wait.',
    );
    expect(() => bind({ mode: 'zero-shot', trigger: 'firts' })).toThrow(
      'cot: unknown trigger "firts". Did you mean "first"?',
    );
  });

  it('puts the trigger after the frame of a chat', () => {
    const framed = bind({ mode: 'zero-shot' }, { frame: (text) => `<user>${text}</user>\n` });
    expect(framed.write(asked[0]!)).toBe("<user>Q: 40 + 1?\nA:</user>\nLet's think step by step.");
  });
});

/** Question, thoughts, the answer's text. */
const ITEM =
  /^Q: (.*)\nA: Let's think step by step\.([\s\S]*?)\nTherefore, the answer \(arabic numerals\) is[\s\S]*?\npred_before : ([\s\S]*?)\npred_after : /gmu;

describe('transcripts of zero-shot chain of thought (Kojima et al. 2022), said again by a fixture', () => {
  it.for([{ name: 'multiarith', data: 'multiarith/MultiArith.json', read: 478, n: 600 }])(
    '$name: the two stages give the accuracy of the log',
    async ({ name, data, read, n }, { skip }) => {
      const [log, file] = [publicData(`zero-shot-cot/${name}_zero_shot_cot.log`), publicData(data)];
      if (log === null || file === null) return skip(ABSENT);
      const said = [...readFileSync(log, 'utf8').matchAll(ITEM)];
      const byQuestion = new Map(
        said.map(([, question, thoughts, answer]) => [question!.trim(), { thoughts, answer }]),
      );
      const { task, splits } = await loadTask({ name, data: file }, 0);
      const items = Object.values(splits).flat();
      const model = speaker(({ context: c }) => {
        const known = byQuestion.get(
          /^Question: ([\s\S]*?)\nAnswer: Let's/u
            .exec(c)![1]!
            .trim()
            .replaceAll(/\s*\n\s*/gu, ' '),
        );
        return (c.endsWith(' is') ? ` ${known?.answer}` : known?.thoughts) ?? '';
      });
      const answers = await bind({ mode: 'zero-shot', maxRationaleTokens: 8192 }, { task, pool: [] }).answer(
        items,
        model,
      );
      const right = answers.filter((a) => a.lenient!.correct).length;
      // 472 are logged as right; six more are in words or calculations, which our readers know (packages/tasks/README.md). 20 of the 600
      // problems are repeated, and asked once here.
      expect(items.length).toBeLessThanOrEqual(n);
      expect(Math.abs(right / items.length - read / n)).toBeLessThan(0.01);
      return undefined;
    },
  );
});
