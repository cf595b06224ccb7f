/**
 * The label or answer of the training items that are nearest: by their words, BM25+ as in-context learning draws exemplars by it. It answers
 * what a training item says already, and with free text it is the memory that a language model has to beat.
 */
import { type Item, bm25, defineMethod, itemText, vote } from '@adaptbench/core';
import { z } from 'zod';
import { borrowedAnswer } from './answers.ts';
import { nearestConfig } from './config.ts';
import { artefact, known } from './files.ts';

const artefactSchema = z.object({
  items: z.array(z.object({ id: z.string(), text: z.string(), answer: z.string() })).min(1),
});

export const nearest = defineMethod({
  name: 'nearest',
  family: 'baseline',
  paper: {
    title: 'Nearest neighbor pattern classification (Cover and Hart 1967)',
    url: 'https://doi.org/10.1109/TIT.1967.1053964',
  },
  config: nearestConfig,
  space: { neighbours: [1, 5] },
  fit: (_config, { train }) =>
    Promise.resolve({
      files: artefact({
        items: train.map((item) => ({ id: item.id, text: itemText(item), answer: item.answer })),
      }),
      notes: [],
    }),
  open({ neighbours }, files, { task, template }) {
    const pool = known(files, artefactSchema).items.map(({ id, text, answer }): Item => ({
      id,
      fields: { text },
      answer,
    }));
    const near = bm25(pool, task.language);
    const same = (a: string, b: string): boolean => (task.kind === 'generation' ? task.equal(a, b) : a === b);
    return {
      parameters: 0,
      answer: (items) =>
        Promise.resolve(
          items.map((item) => {
            const found = near(item).slice(0, neighbours);
            // What shares no word with any is answered by the first, which the seed has drawn.
            const voters = found.length === 0 ? pool.slice(0, 1) : found;
            const { first, agreement } = vote(
              voters.map(({ answer }) => answer),
              same,
            );
            return {
              ...borrowedAnswer(item, task, template, voters[first]!),
              ...(neighbours === 1 ? {} : { measures: { agreement } }),
            };
          }),
        ),
    };
  },
});
