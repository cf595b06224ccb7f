/**
 * Exemplars are drawn from the pool, put in order and written before the question, each with its answer. A draw by one seed is nested: the
 * exemplars of 4 shots are among those of 16. For all selections but bm25 and embedding, prompts of a task begin with the same text. Its
 * keys and values are computed once. An item is never its own exemplar, nor is one of equal text. Items that are asked together keep as
 * many exemplars as the longest of them allows: a split in answering and timing, all training items in training.
 */
import {
  type BoundPrompt,
  type Candidate,
  ConfigError,
  type Exemplars,
  type Item,
  type LanguageModel,
  type Prompt,
  type PromptContext,
  answerEnd,
  bindPrompt,
  bm25,
  chosenPrompt,
  exemplarsOf,
  fitsContext,
  firstOthers,
  promptWriter,
  random,
  largest,
} from '@adaptbench/core';
import { batchOf, calibrationOf } from './calibration.ts';
import type { IclConfig } from './config.ts';
import { embeddedPool } from './embedding.ts';

export function iclPrompt(config: IclConfig): Prompt {
  const { shots, selection, choose = 1 } = config;
  return {
    draws: shots > 0,
    bind(context) {
      if (context.pool.length < shots)
        throw new ConfigError(
          `icl: shots is ${shots}: expected at most ${context.pool.length}, the labelled items in train. Lower "shots" or raise --train.`,
        );
      if (choose === 1 || shots === 0) return bindSet(config, context);
      if (selection !== 'balanced' && selection !== 'random')
        throw new ConfigError(
          `icl: choose is ${choose}: expected a selection that draws sets by seed, balanced or random, not "${selection}".`,
        );
      // The first set is the one that is shown without any choice.
      const set = (k: number): Candidate => ({
        name: `exemplars ${k + 1}`,
        prompt: bindSet(config, {
          ...context,
          seed: k === 0 ? context.seed : random(context.seed, 'icl', 'set', k).below(2 ** 31),
        }),
      });
      const others = Array.from({ length: choose - 1 }, (_, k) => set(k + 1));
      return chosenPrompt([set(0), ...others], context, 'icl.choose');
    },
  };
}

/** One draw by the context's seed. */
function bindSet(config: IclConfig, context: PromptContext): BoundPrompt {
  const { shots } = config;
  const draw = selections[config.selection](shots, context);
  const write = promptWriter(context);
  let exemplars = exemplarsBefore(draw, config, context, write);
  const readBy = new WeakMap<LanguageModel, Exemplars>();
  return bindPrompt(context, {
    write: (item, among) => write(item, exemplars.before(item, among)),
    async read(model, items, among) {
      if (!draw.read) return;
      // Another model has other neighbours.
      exemplars = readBy.get(model) ?? exemplarsBefore(draw, config, context, write);
      readBy.set(model, exemplars);
      const batch = config.calibration === 'batch' ? batchOf(context) : [];
      await draw.read(model, [...items, ...among, ...batch]);
    },
    notes: () => [...draw.notes(), ...exemplars.notes()],
    scoring: {
      labelScore: config.labelScore ?? 'sum',
      calibration: calibrationOf(
        config,
        context,
        (item, like, among) => write(item, exemplars.before(like, among)),
        draw.own && shots > 0,
      ),
    },
  });
}

/** The exemplars of each item, in order, as many as the context holds. */
function exemplarsBefore(
  draw: Draw,
  config: IclConfig,
  context: PromptContext,
  write: ReturnType<typeof promptWriter>,
): Exemplars {
  const { task, template, tokenizer, contextLength, seed } = context;
  const end = (item: Item) => (task.kind === 'generation' ? null : answerEnd(context, item));
  const ordered = new WeakMap<Item, readonly Item[]>();
  return exemplarsOf(
    {
      shots: config.shots,
      all(item) {
        const all = ordered.get(item) ?? inOrder(draw.exemplars(item), config, seed);
        ordered.set(item, all);
        return all;
      },
      fits: (item, some) =>
        fitsContext(write(item, some), task, template, tokenizer, contextLength, end(item)),
    },
    contextLength,
  );
}

interface Draw {
  /** The exemplars for an item, best first. */
  readonly exemplars: (item: Item) => Item[];
  /** Whether each item has exemplars of its own. */
  readonly own: boolean;
  /** What the model must have read before exemplars are known. */
  readonly read?: (model: LanguageModel, items: readonly Item[]) => Promise<void>;
  readonly notes: () => readonly string[];
}

type Selection = (shots: number, context: PromptContext) => Draw;

const byChance = ({ pool, seed }: PromptContext): Item[] => random(seed, 'icl', 'draw').shuffle(pool);

/** The same order for all items. */
const firstOf = (order: readonly Item[], shots: number, notes: readonly string[] = []): Draw => ({
  exemplars: (item) => firstOthers(order, item, shots),
  own: false,
  notes: () => (shots === 0 ? [] : [...notes]),
});

const selections: Readonly<Record<IclConfig['selection'], Selection>> = {
  fixed: (shots, { pool }) => firstOf(pool, shots),
  random: (shots, context) => firstOf(byChance(context), shots),
  balanced(shots, context) {
    const labels = context.task.kind === 'classification' ? context.task.labels : [];
    const missing = labels.filter((label) => context.pool.every(({ answer }) => answer !== label));
    return firstOf(
      inTurn(byChance(context), labels),
      shots,
      missing.length === 0 ? [] : [`no exemplar in train for ${missing.join(', ')}`],
    );
  },
  bm25: (shots, context) =>
    nearestDraw(
      shots,
      bm25(shots === 0 ? [] : context.pool, context.task.language),
      byChance(context),
      `share a word with fewer than ${shots} of train`,
    ),
  embedding(shots, context) {
    // Some neighbours may ask the same as the item.
    const pool = embeddedPool(context.pool, shots + SPARE);
    const draw = nearestDraw(
      shots,
      (item) => pool.nearest(item),
      byChance(context),
      `have fewer than ${shots} neighbours that are no copies`,
    );
    return { ...draw, ...(shots > 0 && { read: (model, items) => pool.read(model, items) }) };
  },
};

/** Neighbours beyond those that are shown. */
const SPARE = 32;

/** The nearest first; where they are too few, `rest` after them. */
function nearestDraw(
  shots: number,
  nearest: (item: Item) => readonly Item[],
  rest: readonly Item[],
  few: string,
): Draw {
  const filled = new Set<string>();
  return {
    exemplars(item) {
      if (shots === 0) return [];
      const near = firstOthers(nearest(item), item, shots);
      if (near.length === shots) return near;
      filled.add(item.id);
      return firstOthers([...new Set([...near, ...rest])], item, shots);
    },
    own: true,
    notes: () => (filled.size === 0 ? [] : [`${filled.size} items ${few}: the others are drawn by seed`]),
  };
}

/** One of each label in turn, each label's in the given order; a label that has run out is passed over. Without labels: as given. */
function inTurn(items: readonly Item[], labels: readonly string[]): Item[] {
  if (labels.length === 0) return [...items];
  // The label whose turn is first is that of the first item, so it too is by seed.
  const start = Math.max(labels.indexOf(items[0]?.answer ?? ''), 0);
  const queues = [...labels.slice(start), ...labels.slice(0, start)].map((label) =>
    items.filter(({ answer }) => answer === label),
  );
  const rounds = largest(queues.map((q) => q.length));
  return Array.from({ length: rounds }, (_, i) => queues.flatMap((q) => q.slice(i, i + 1))).flat();
}

const orders = {
  shuffled: (best, seed) => random(seed, 'icl', 'order', best.length).shuffle(best),
  'best-last': (best) => best.toReversed(),
  'best-first': (best) => best,
} satisfies Record<string, (best: readonly Item[], seed: number) => readonly Item[]>;
const usual = {
  balanced: 'shuffled',
  random: 'shuffled',
  bm25: 'best-last',
  embedding: 'best-last',
  fixed: 'best-first',
} as const;

/** Exemplars as they stand in the prompt. */
const inOrder = (best: readonly Item[], config: IclConfig, seed: number): readonly Item[] =>
  orders[config.order === 'auto' ? usual[config.selection] : config.order](best, seed);
