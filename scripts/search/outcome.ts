/** What came of one search that was played through. */

/** One search on one task with one order of its seeds. */
export interface Outcome {
  readonly scheme: string;
  readonly what: string;
  readonly budget: number;
  readonly costs: string;
  readonly task: string;
  readonly choosing: boolean;
  readonly draw: string;
  /** Configurations of the sweep that train. */
  readonly size: number;
  /** Of the sweep. */
  readonly seeds: number;
  /** Of the whole sweep's seconds. */
  readonly share: number;
  /** Test accuracy, 0 to 1: of what the whole sweep recommends, and of its best, minus that of what the search recommends. */
  readonly regret: number;
  readonly behindBest: number;
}
