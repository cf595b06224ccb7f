/** Which items a prompt asks, and with which texts, found out by a stand-in that answers at once. Only embeddings are the model's own. */
import type { BoundPrompt, Item, LanguageModel } from '@adaptbench/core';

export interface AskedItem {
  readonly item: Item;
  /** The texts that it is asked with, one or more; of a method with several stages, those after an empty first answer. */
  readonly contexts: readonly [string, ...string[]];
}

/** The items that are timed, at most so many; as many as are asked together where each is asked with many texts. */
export async function itemsToTime(
  items: readonly Item[],
  most: { readonly items: number; readonly together: number; readonly texts: number },
  prompt: BoundPrompt,
  model: Parameters<typeof askedItems>[3],
): Promise<AskedItem[]> {
  const chosen = spread(items, most.items);
  const first = await askedItems(chosen.slice(0, most.together), items, prompt, model);
  return first.some(({ contexts }) => contexts.length > most.texts)
    ? first
    : [...first, ...(await askedItems(chosen.slice(most.together), items, prompt, model))];
}

/** Items that do not fit the context are left out. `among`: see `BoundPrompt.answer`. */
export async function askedItems(
  items: readonly Item[],
  among: readonly Item[],
  prompt: BoundPrompt,
  model: Pick<LanguageModel, 'tokenizer' | 'contextLength' | 'embed'>,
): Promise<AskedItem[]> {
  let seen: string[] = [];
  // It reads no text, so none is tokenised ahead.
  const tokenizer = { ...model.tokenizer };
  delete tokenizer.ahead;
  const standIn: LanguageModel = {
    tokenizer,
    contextLength: model.contextLength,
    embed: (requests) => model.embed(requests),
    score: (requests) => {
      seen.push(...requests.map((r) => r.context));
      return Promise.resolve(
        requests.map((r) => ({ logProbs: r.continuations.map(() => 0), promptTokens: 1 })),
      );
    },
    generate: (requests) => {
      seen.push(...requests.map((r) => r.context));
      return Promise.resolve(requests.map(() => ({ text: '', tokens: [], promptTokens: 1, finish: 'eos' })));
    },
  };
  // What a prompt asks once for all items, calibration and the like, is no item's own.
  await prompt.answer(items.slice(0, 1), standIn, among);
  const asked: AskedItem[] = [];
  for (const item of items) {
    seen = [];
    await prompt.answer([item], standIn, among);
    const [first, ...rest] = seen;
    if (first !== undefined) asked.push({ item, contexts: [first, ...rest] });
  }
  return asked;
}

/** At most `n` elements such that any number of the first are spread evenly over all: a timing that ends early has seen all lengths. */
export function spread<T>(all: readonly T[], n: number): T[] {
  // Multiples of the golden ratio, the fractions that keep their distance best (Knuth, TAOCP 3, section 6.4).
  const ratio = (Math.sqrt(5) - 1) / 2;
  return all
    .map((value, i) => ({ value, at: (i * ratio) % 1 }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, n)
    .map(({ value }) => value);
}
