/** Continuations that compete, of which those that cannot be best are left unfinished, against scoring all of them, on tiny checkpoints. */
import {
  type ClassificationTask,
  type Item,
  type ScoreRequest,
  noPatch,
  patchedModel,
  plainPrompt,
  random,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

/** Prompts are ids; so many continuations of some tokens, which begin alike now and then. */
const draw = random(0, 'contest');
const idOf = (): number => 1 + draw.below(60);
const continuations = Array.from({ length: 80 }, (_, i) =>
  [1 + (i % 9), ...Array.from({ length: 2 + draw.below(3) }, idOf)].map((id) => ` ${id}`).join(''),
);
const common = Array.from({ length: 20 }, idOf);
const plain: ScoreRequest[] = Array.from({ length: 5 }, (_, i) => ({
  context: [...common, ...Array.from({ length: 1 + (i % 5) }, idOf)].join(' '),
  continuations,
}));
const contest = continuations.map((_, i) => i >> 1);
const open = async (name: string, options = {}) => {
  const model = await fixtureModel(name, architectureOf);
  const ids = (text: string): number[] => text.trim().split(/\s+/u).filter(Boolean).map(Number);
  const tokenizer = {
    ...model.tokenizer,
    eos: [-1],
    encode: ids,
    decode: (each: readonly number[]) => each.join(' '),
  };
  return patchedModel({ ...model, tokenizer }, referenceEngine, noPatch, new Map(), options);
};
const valuesOf = (logProbs: readonly number[]): number[] =>
  continuations.flatMap((_, c) => {
    const words = logProbs.filter((_p, i) => contest[i] === c);
    return words.length === 0 ? [] : [Math.log(words.reduce((sum, x) => sum + Math.exp(x), 0))];
  });
const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));

describe.each(['tiny-llama', 'tiny-qwen3', 'tiny-gpt2'])('%s', (name) => {
  it.each([{}, { sharePrompt: false, tokensPerBatch: 40 }])(
    'has the same winner, finished and with the same log-probability: %o',
    async (options) => {
      const all = await open(name, options);
      const want = await all.score(plain);
      const some = await open(name, options);
      const got = await some.score(plain.map((request) => ({ ...request, contest })));
      let unfinished = 0;
      for (const [r, { logProbs, unfinished: left = [], promptTokens }] of got.entries()) {
        const winner = best(valuesOf(want[r]!.logProbs));
        expect(best(valuesOf(logProbs))).toBe(winner);
        expect(promptTokens).toBe(want[r]!.promptTokens);
        const faults = want[r]!.logProbs.flatMap((whole, i) => {
          const off = logProbs[i]! - whole;
          const right = left[i] ? off > 0 && contest[i] !== winner : Math.abs(off) < 1e-4;
          return right ? [] : [{ i, off }];
        });
        expect(faults).toEqual([]);
        unfinished += left.filter(Boolean).length;
      }
      expect(unfinished).toBeGreaterThan(0);
      // These models find everything about as likely, so that little is left out.
      expect(some.counters.tokens).toBeLessThan(1.1 * all.counters.tokens);
    },
  );
});

it('a few continuations are read in one pass, a contest or not', async () => {
  const few = plain.map((request) => ({ ...request, continuations: continuations.slice(0, 6) }));
  const m = await open('tiny-llama');
  const want = await m.score(few);
  const runs = m.counters.runs;
  const first = contest.slice(0, 6);
  expect(await m.score(few.map((request) => ({ ...request, contest: first })))).toEqual(want);
  expect(m.counters.runs).toBe(2 * runs);
});

describe('a prompt with many labels', () => {
  const labels = Array.from({ length: 40 }, (_, i) => `${'abcdefgh'[i % 8]}${'xyz'[i % 3]}${i}`);
  const task: ClassificationTask = {
    kind: 'classification',
    name: 'many',
    version: 1,
    language: 'en',
    source: 'made up',
    labels,
    templates: [
      {
        name: 'plain',
        form: 'cloze',
        write: (item) => `${item.fields['text']}:`,
        verbalizer: Object.fromEntries(labels.map((label) => [label, [` ${label}`]])),
        separator: '\n\n',
      },
    ],
  };
  const items = ['one', 'another', 'a third text', 'the last'].map((text, i): Item => ({
    id: `${i}`,
    fields: { text },
    answer: labels[i]!,
  }));
  const asked = async () => {
    const model = await fixtureModel('tiny-llama', architectureOf);
    const patched = patchedModel(model, referenceEngine, noPatch, new Map());
    const prompt = plainPrompt.bind({
      task,
      template: 0,
      pool: [],
      seed: 0,
      tokenizer: model.tokenizer,
      contextLength: 128,
      frame: (text) => text,
    });
    return { patched, prompt };
  };

  it('has the same answers without scores as with them', async () => {
    const { patched, prompt } = await asked();
    const best = await prompt.answer(items, patched);
    const all = await prompt.answer(items, patched, items, 'scores');
    expect(best.map(({ prediction }) => prediction)).toEqual(all.map(({ prediction }) => prediction));
    expect(all.every(({ scores }) => Object.keys(scores!).length === labels.length)).toBe(true);
    expect(best.some(({ scores }) => scores === undefined)).toBe(true);
    const [alone] = await prompt.answer(items.slice(2, 3), patched, items);
    expect(alone!.prediction).toBe(all[2]!.prediction);
  });
});
