/** Exemplars with worked solutions, drawn by seed. The same whether their solutions are shown or not. */
import {
  ConfigError,
  type GenerationTask,
  type Item,
  type PromptContext,
  fitsContext,
  firstOthers,
  random,
  largest,
} from '@adaptbench/core';

export interface Exemplars {
  /** Those that stand before an item, in order. */
  before(item: Item): readonly Item[];
  readonly notes: () => readonly string[];
}

/**
 * A draw of one seed is nested: the exemplars of 2 shots are among those of 4. An item is never its own exemplar. Where the prompt with
 * the solutions shown would be too long, the farthest go.
 * @param shown the task with solutions in its answers, whatever the prompt will show
 */
export function drawExemplars(shots: number, shown: GenerationTask, context: PromptContext): Exemplars {
  const worked = context.pool.filter(({ rationale }) => rationale);
  if (worked.length < shots)
    throw new ConfigError(
      `cot: shots is ${shots}: expected at most ${worked.length}, the training items of ${shown.name} that have a worked solution (of ${context.pool.length}). Lower "shots", raise --train, name their column with --rationale-column, or set cot.mode=zero-shot.`,
    );
  const order = random(context.seed, 'cot', 'draw').shuffle(worked);
  const [template] = shown.templates;
  const dropped = new Map<string, number>();
  const chosen = new WeakMap<Item, readonly Item[]>();
  const written = new Map<Item, string>();
  const exemplar = (item: Item): string => {
    const text = written.get(item) ?? template.write(item) + template.writeAnswer(item) + template.separator;
    written.set(item, text);
    return text;
  };
  return {
    before(item) {
      const known = chosen.get(item);
      if (known) return known;
      const all = firstOthers(order, item, shots);
      const fits = (from: number): boolean => {
        const text = all.slice(from).map(exemplar).join('') + template.write(item);
        return fitsContext(context.frame(text), shown, 0, context.tokenizer, context.contextLength);
      };
      let from = 0;
      while (from < all.length && !fits(from)) from++;
      if (from > 0) dropped.set(item.id, from);
      const kept = all.slice(from);
      chosen.set(item, kept);
      return kept;
    },
    notes: () =>
      dropped.size === 0
        ? []
        : [
            `exemplars dropped from ${dropped.size} prompts to fit the context of ${context.contextLength} tokens, at most ${largest(dropped.values())} of ${shots} from one`,
          ],
  };
}
