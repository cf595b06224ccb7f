/** The keys and values of rows under generation, [H, B, C, K] by layer: H key/value heads, B rows, C slots, K head width. */
import type { FeedValue, Resident } from '@adaptbench/graph';

export interface RowCache {
  /** Inputs for `queries` further tokens a row; each sees all real tokens so far. */
  feeds(queries: number): Readonly<Record<string, FeedValue>>;
  /** Takes in what a step left with the engine; the first `lengths[b]` of its tokens are row b's own. */
  append(step: Readonly<Record<string, Resident>>, lengths: readonly number[]): Promise<void>;
  /** Drops all rows but `keep`, from the first on. */
  keep(keep: readonly number[]): Promise<void>;
  release(): void;
}
