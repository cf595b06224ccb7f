/**
 * Exemplars before a question, as many as the context holds. All items that are asked together keep the same ones: as many as the longest
 * item allows, the farthest from the question dropped first. Their prompts then begin with the same text, and answers are comparable.
 */
import { largest, smallest } from '../basics/extremes.ts';
import type { Item } from '../contracts/task.ts';

export interface ExemplarDraw {
  /** Exemplars that are asked for. */
  readonly shots: number;
  /** All exemplars of an item as they stand before it, the farthest first. */
  all(item: Item): readonly Item[];
  /** Whether an item's prompt with these exemplars and the longest answer fits the context. */
  fits(item: Item, exemplars: readonly Item[]): boolean;
}

export interface Exemplars {
  /** Those that stand before `item` where `among` are asked together. */
  before(item: Item, among: readonly Item[]): readonly Item[];
  /** How many were kept, where some were dropped. */
  readonly notes: () => readonly string[];
}

export function exemplarsOf(draw: ExemplarDraw, contextLength: number): Exemplars {
  const dropped = new WeakMap<readonly Item[], number>();
  const kept = new Set<number>();
  return {
    before(item, among) {
      const from = dropped.get(among) ?? tooMany(draw, among);
      dropped.set(among, from);
      kept.add(draw.shots - from);
      return draw.all(item).slice(from);
    },
    notes() {
      const [least, most] = [smallest(kept), largest(kept)];
      if (kept.size === 0 || least === draw.shots) return [];
      return [
        `${least === most ? least : `${least} to ${most}`} of ${draw.shots} exemplars kept in every prompt: more do not fit the context of ${contextLength} tokens beside the longest item`,
      ];
    },
  };
}

/** How many exemplars all items drop. An item that does not fit without any is not asked, and does not count. */
function tooMany(draw: ExemplarDraw, among: readonly Item[]): number {
  if (draw.shots === 0) return 0;
  // The longest first: what it drops is mostly enough for all.
  const waiting = new Set(among.toSorted((a, b) => size(b) - size(a)));
  let from = 0;
  // Fewer exemplars are not always fewer tokens, so that all are looked at again after a change.
  for (let before = -1; before !== from;) {
    before = from;
    for (const item of waiting) {
      const all = draw.all(item);
      let needed = from;
      while (needed < all.length && !draw.fits(item, all.slice(needed))) needed++;
      if (needed < all.length || draw.fits(item, [])) from = needed;
      else waiting.delete(item);
    }
  }
  return from;
}

const size = ({ fields, turns = [] }: Item): number =>
  [...Object.values(fields), ...turns.map(({ content }) => content)].reduce(
    (length, text) => length + text.length,
    0,
  );
