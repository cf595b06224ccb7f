/** A number that stands in a text. */
import type { Fraction } from '@adaptbench/core/numbers';

export interface Quantity {
  /** null where it is in doubt. */
  readonly value: Fraction | null;
  /** Written as a fraction, and shown as one. */
  readonly ratio: boolean;
  readonly from: number;
  readonly to: number;
  /**
   * `weak`: a small number in words or an ordinal, which text has many of that are no quantities; `marker`: the number of a list's line.
   * They count where an answer must stand, or where there is nothing else.
   */
  readonly kind: 'plain' | 'weak' | 'marker';
}

/** What a reader of one kind of quantity found at a place, and where to look on. */
export interface Found {
  readonly quantities: readonly Quantity[];
  readonly next: number;
}
