/**
 * The label or answer of the training items that are nearest: by their words, BM25+ as in-context learning draws exemplars by it, or by the
 * model's hidden states. It answers what a training item says already, and with free text it is the memory that a language model has to beat.
 */
import {
  ConfigError,
  type FitContext,
  type Item,
  type Tensors,
  bm25,
  defineMethod,
  itemText,
  vote,
} from '@adaptbench/core';
import { z } from 'zod';
import { borrowedAnswer } from './answers.ts';
import { nearestConfig } from './config.ts';
import { type Files, artefact, known, numbersOf } from './files.ts';
import { embedder } from './hidden-states.ts';
import { centred, nearestStates } from './nearest-states.ts';

const artefactSchema = z.object({
  items: z.array(z.object({ id: z.string(), text: z.string(), answer: z.string() })).min(1),
  /** Numbers of a state; 0 where words are compared. */
  width: z.int().min(0),
});

export const nearest = defineMethod({
  name: 'nearest',
  family: 'baseline',
  paper: {
    title: 'Nearest neighbor pattern classification (Cover and Hart 1967)',
    url: 'https://doi.org/10.1109/TIT.1967.1053964',
  },
  config: nearestConfig,
  space: { by: ['bm25', 'embedding'], neighbours: [1, 5] },
  async fit({ by }, { train }, context) {
    const { items, states } = by === 'bm25' ? { items: train, states: [] } : await withStates(train, context);
    const width = states[0]?.length ?? 0;
    const numbers: Tensors =
      width === 0
        ? new Map()
        : new Map([['states', { shape: [states.length, width], data: joined(states, width) }]]);
    const kept = items.map((item) => ({ id: item.id, text: itemText(item), answer: item.answer }));
    const left = train.length - items.length;
    return {
      files: artefact({ items: kept, width }, numbers),
      notes:
        left === 0
          ? []
          : [
              `${left} of ${train.length} training items do not fit the model's context and are no neighbours`,
            ],
    };
  },
  open({ neighbours }, files, context) {
    const { task, template } = context;
    const { items, width } = known(files, artefactSchema);
    const pool = items.map(({ id, text, answer }): Item => ({ id, fields: { text }, answer }));
    const near = width === 0 ? byWords(pool, task.language) : byStates(pool, files, width, context);
    const same = (a: string, b: string): boolean => (task.kind === 'generation' ? task.equal(a, b) : a === b);
    return {
      parameters: 0,
      async answer(asked) {
        const found = await near(asked, neighbours);
        return asked.map((item, i) => {
          // What has nothing in common with any is answered by the first, which the seed has drawn.
          const voters = found[i]!.length === 0 ? pool.slice(0, 1) : found[i]!;
          const { first, agreement } = vote(
            voters.map(({ answer }) => answer),
            same,
          );
          return {
            ...borrowedAnswer(item, task, template, voters[first]!),
            ...(neighbours === 1 ? {} : { measures: { agreement } }),
          };
        });
      },
    };
  },
});

/** By item, the items of the pool that are nearest, at most `n`. */
type Near = (items: readonly Item[], n: number) => Promise<readonly (readonly Item[])[]>;

function byWords(pool: readonly Item[], language: string): Near {
  const near = bm25(pool, language);
  return (items, n) => Promise.resolve(items.map((item) => near(item).slice(0, n)));
}

const STATES = { pool: 'mean', text: 'item' } as const;

function byStates(pool: readonly Item[], files: Files, width: number, context: FitContext): Near {
  const near = nearestStates(centred(numbersOf(files)('states', [pool.length, width]), width));
  const embed = embedder(context, STATES);
  return async (items, n) =>
    (await embed(items)).map((state) => (state === null ? [] : near(state, n).map((at) => pool[at]!)));
}

/** Items that fit the model's context, at least one. */
async function withStates(
  train: readonly Item[],
  context: FitContext,
): Promise<{ readonly items: readonly Item[]; readonly states: readonly Float32Array[] }> {
  const states = await embedder(context, STATES)(train);
  if (states.every((state) => state === null))
    throw new ConfigError(
      `nearest: none of ${train.length} training items fits the model's context. Set "by" to bm25, or leave the method out.`,
    );
  return {
    items: train.filter((_, i) => states[i] !== null),
    states: states.filter((state) => state !== null),
  };
}

function joined(states: readonly Float32Array[], width: number): Float32Array {
  const all = new Float32Array(states.length * width);
  states.forEach((state, i) => all.set(state, i * width));
  return all;
}
