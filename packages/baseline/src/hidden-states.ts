/** The model's own hidden states of items, after its last norm. */
import { type FitContext, type Item, type Pool, encodeText, itemText } from '@adaptbench/core';

export interface StateOptions {
  readonly pool: Pool;
  /** `prompt`: the item as the task's template asks it; `item`: its own text. */
  readonly text: 'prompt' | 'item';
}

/** Gives a state per item, [D]; null for one that is longer than the model's context. */
export function embedder(
  { task, template, model: load }: FitContext,
  { pool, text }: StateOptions,
): (items: readonly Item[]) => Promise<(Float32Array | null)[]> {
  const write = text === 'item' ? itemText : (item: Item): string => task.templates[template]!.write(item);
  return async (items) => {
    const model = await load();
    const texts = items.map(write);
    const fits = texts.map((own) => {
      const { length } = encodeText(model.tokenizer, own);
      return length > 0 && length <= model.contextLength;
    });
    const states = await model.embed(texts.flatMap((own, i) => (fits[i] ? [{ text: own, pool }] : [])));
    let next = 0;
    return texts.map((_, i) => (fits[i] ? states[next++]! : null));
  };
}
