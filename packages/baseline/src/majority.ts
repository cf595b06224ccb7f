/** One answer to everything: the commonest of the training items. What does not beat it has learned nothing. */
import { type Item, defineMethod } from '@adaptbench/core';
import { z } from 'zod';
import { borrowedAnswer, labelAnswer } from './answers.ts';
import { majorityConfig } from './config.ts';
import { artefact, known } from './files.ts';

const artefactSchema = z.object({
  /** Answers with the number of training items that have them, the commonest first. */
  counts: z.array(z.tuple([z.string(), z.int().min(1)])).min(1),
});

export const majority = defineMethod({
  name: 'majority',
  family: 'baseline',
  paper: {
    title: 'Very simple classification rules perform well on most commonly used datasets (Holte 1993)',
    url: 'https://doi.org/10.1023/A:1022631118932',
  },
  config: majorityConfig,
  space: {},
  fit(_config, { train }) {
    const counts = answerCounts(train);
    const [[, most]] = counts as [[string, number]];
    const share = `${((100 * most) / train.length).toFixed(1)} %`;
    return Promise.resolve({
      files: artefact({ counts }),
      notes: [`the commonest answer is that of ${most} of ${train.length} training items (${share})`],
    });
  },
  open(_config, files, { task, template }) {
    const { counts } = known(files, artefactSchema);
    const total = counts.reduce((sum, [, n]) => sum + n, 0);
    const scores = new Map(counts.map(([label, n]) => [label, Math.log(n / total)]));
    const commonest: Item = { id: 'commonest', fields: {}, answer: counts[0]![0] };
    return {
      parameters: 0,
      answer: (items) =>
        Promise.resolve(
          items.map((item) =>
            task.kind === 'classification'
              ? labelAnswer(item, scores)
              : borrowedAnswer(item, task, template, commonest),
          ),
        ),
    };
  },
});

/** The commonest first; equally common ones in the order in which they came. */
function answerCounts(items: readonly Item[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { answer } of items) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}
