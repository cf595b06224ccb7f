/**
 * What a search of a sweep is asked and what it answers. A scheme is a pure function from what was observed so far to what is to run next.
 * So a search that was cut goes on from its records. One that was never run can be played through on a table of curves.
 */

/** A configuration of the sweep; its place in the list is its name. */
interface Candidate {
  readonly method: string;
  /** Whether there is anything to train: else it is judged by its answers alone. */
  readonly trains: boolean;
  /** Equal where the method's own fields are, and where the settings of training are; left out: no other's are. */
  readonly fields?: string;
  readonly training?: string;
}

export interface Problem {
  readonly candidates: readonly Candidate[];
  readonly seeds: number;
  /** Of the validation split. */
  readonly items: number;
  /** Share of the whole sweep's cost that the search shall take. */
  readonly budget: number;
}

/** A candidate with one seed, trained to a share of its steps, 1 for the whole trial, and asked so many validation items. */
export interface Action {
  readonly candidate: number;
  /** Place in the list of seeds; searching looks at the first. */
  readonly seed: number;
  readonly share: number;
  readonly items: number;
}

/** What came of an action. */
export interface Observation extends Action {
  /** Right answers among `items`, or the sum of their scores from 0 to 1 where they are graded; null where the trial failed or was skipped. */
  readonly correct: number | null;
  /** As `correct`, of the answers whose labels' scores are centred; null where labels are not scored. */
  readonly recentred: number | null;
  /** Mean probability of the right label among the labels; null where labels are not scored. */
  readonly gold: number | null;
  /** Of the items, those whose label is the commonest, or the sum of their scores for it; 0 where answers are free. */
  readonly commonest: number;
  /** Of the steps up to this share, in order, at most some hundred of them; empty where nothing trains. */
  readonly losses: readonly number[];
  readonly parameters: number;
}

export interface Stage {
  /** All of them may run at once, in any order. */
  readonly actions: readonly Action[];
  /** Whether these are whole trials, after which nothing comes. */
  readonly last: boolean;
  /** For people. */
  readonly name: string;
}

export interface Scheme {
  readonly name: string;
  /** The first stage that `seen` does not answer, or the last. */
  readonly next: (problem: Problem, seen: readonly Observation[]) => Stage;
}
