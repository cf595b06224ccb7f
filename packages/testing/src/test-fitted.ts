/** The contract that every fitted method keeps: `testFitted(tfidf, …)` in its own test file. */
import { createHash } from 'node:crypto';
import {
  type FitContext,
  type FittedMethod,
  type Item,
  type LanguageModel,
  type Task,
  referencesOf,
} from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { describesItself } from './describes-itself.ts';

export interface FittedCase {
  readonly task: Task;
  readonly train: readonly Item[];
  readonly asked: readonly Item[];
  /** The fields that differ from the defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The number of fitted values, by the method's own formula. */
  readonly parameters: number;
  /** Where the method asks one for hidden states. */
  readonly model?: () => Promise<LanguageModel>;
}

/** On items of one's own, which the method can tell apart. */
export function testFitted<C>(method: FittedMethod<C>, c: FittedCase): void {
  const config = method.config.parse(c.config ?? {});
  const context: FitContext = {
    task: c.task,
    template: 0,
    seed: 0,
    model: c.model ?? (() => Promise.reject(new Error('internal: the method asked for a model'))),
  };
  const fit = () => method.fit(config, { train: c.train, validation: c.asked }, context);

  describe(`${method.name} keeps the contract of a fitted method`, () => {
    describesItself(method);

    it('answers every item, in their order, from its files alone', async () => {
      const { files } = await fit();
      const answers = await method.open(config, new Map(files), context).answer(c.asked);
      expect(answers.map(({ itemId }) => itemId)).toEqual(c.asked.map(({ id }) => id));
      const labelled = c.task.kind === 'classification' ? answers : [];
      for (const [i, { prediction, correct }] of labelled.entries())
        expect(correct).toBe(prediction !== null && referencesOf(c.asked[i]!).includes(prediction));
      for (const { prediction, scores } of answers.filter((answer) => answer.scores !== undefined)) {
        const all = Object.values(scores!);
        expect(all.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 6);
        expect(scores![prediction!]).toBe(Math.max(...all));
      }
    });

    it('answers items one by one as together', async () => {
      const fitted = method.open(config, (await fit()).files, context);
      const together = await fitted.answer(c.asked);
      for (const [i, item] of c.asked.entries()) {
        const [alone] = await fitted.answer([item]);
        expect(alone!.prediction).toBe(together[i]!.prediction);
      }
    });

    it('counts its parameters by its formula', async () => {
      expect(method.open(config, (await fit()).files, context).parameters).toBe(c.parameters);
    });

    it('leaves the same bytes again', async () => {
      expect(hashes((await fit()).files)).toEqual(hashes((await fit()).files));
    });

    it('is fitted to a single item and answers with its answer', async () => {
      const [only] = c.train;
      const { files } = await method.fit(config, { train: [only!], validation: [] }, context);
      const [answer] = await method.open(config, files, context).answer([only!]);
      expect(answer!.correct).toBe(true);
    });
  });
}

const hashes = (files: ReadonlyMap<string, Uint8Array>): string[] =>
  [...files].map(([name, bytes]) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`);
