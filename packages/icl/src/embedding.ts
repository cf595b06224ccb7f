/**
 * Which items of a pool are nearest another one, by the model's own hidden states (Liu et al. 2022, KATE, with the model itself as the
 * encoder): the mean over a text's tokens after the last norm. Hidden states of language models share one large direction (Mu and Viswanath
 * 2018), so that the pool's mean is taken off before the cosine.
 */
import { ConfigError, type Item, type LanguageModel, encodeText, itemText } from '@adaptbench/core';

export interface EmbeddedPool {
  /** Reads these items, and the pool where this model has not read it. */
  read(model: LanguageModel, items: readonly Item[]): Promise<void>;
  /**
   * By the model that read last: nearest first, none where the item is too long to be read. Throws ConfigError where it has not been read.
   */
  nearest(item: Item): readonly Item[];
}

/** `most`: neighbours that are kept of each item. */
export function embeddedPool(pool: readonly Item[], most: number): EmbeddedPool {
  // Several models may take turns, each with neighbours of its own.
  const readBy = new WeakMap<LanguageModel, Promise<Space>>();
  let last: Space | null = null;
  return {
    async read(model, items) {
      const reading = readBy.get(model) ?? embeddings(pool, model).then(spaceOf);
      readBy.set(model, reading);
      const space = await reading;
      last = space;
      const unread = [...new Set(items)].filter((item) => !space.nearest.has(item));
      const read = await embeddings(unread, model);
      unread.forEach((item, i) => space.nearest.set(item, nearestIn(space, read[i] ?? null, pool, most)));
    },
    nearest(item) {
      const found = last?.nearest.get(item);
      if (!found)
        throw new ConfigError(
          'icl: selection is "embedding": exemplars are chosen by the model when it is asked, so that no prompt is known before and none can be trained on. Choose bm25.',
        );
      return found;
    },
  };
}

/** null for a text that is longer than the context. */
type Embedding = Float32Array | null;

async function embeddings(items: readonly Item[], model: LanguageModel): Promise<Embedding[]> {
  const texts = items.map(itemText);
  const fits = texts.map((text) => encodeText(model.tokenizer, text).length <= model.contextLength);
  const read = await model.embed(
    texts.flatMap((text, i) => (fits[i] ? [{ text, pool: 'mean' as const }] : [])),
  );
  let next = 0;
  return texts.map((_, i) => (fits[i] ? read[next++]! : null));
}

interface Space {
  readonly mean: Float32Array;
  /** Of length 1 each. */
  readonly points: readonly Embedding[];
  /** Of the items that have been read, their nearest first. */
  readonly nearest: WeakMap<Item, readonly Item[]>;
}

function spaceOf(embedded: readonly Embedding[]): Space {
  const some = embedded.filter((each) => each !== null);
  const mean = new Float32Array(some[0]?.length ?? 0);
  for (const each of some) each.forEach((x, d) => (mean[d]! += x / some.length));
  return { mean, points: embedded.map((each) => each && unit(each, mean)), nearest: new WeakMap() };
}

function unit(point: Float32Array, mean: Float32Array): Float32Array {
  const centred = point.map((x, d) => x - mean[d]!);
  const length = Math.hypot(...centred) || 1;
  return centred.map((x) => x / length);
}

/** Equally near ones in the order of the pool. */
function nearestIn({ mean, points }: Space, own: Embedding, pool: readonly Item[], most: number): Item[] {
  if (own === null) return [];
  const from = unit(own, mean);
  return points
    .flatMap((point, at) => (point ? [{ at, cosine: dot(point, from) }] : []))
    .toSorted((a, b) => b.cosine - a.cosine || a.at - b.at)
    .slice(0, most)
    .map(({ at }) => pool[at]!);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
