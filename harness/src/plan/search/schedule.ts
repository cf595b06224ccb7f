/** How deep a search looks first and how many it runs whole, for what it may cost. */

/** What a look takes beside its steps, in whole trials: its process, its programs, its answers. */
const LOOK = 0.2;

/** What a trial of something that trains nothing takes, in whole trials of what trains. */
const UNTRAINED = 0.2;

/** Shares of the steps at which a search may look first, best first: what is seen later tells more. Less than a sixteenth tells too little. */
const FIRST = [1 / 4, 1 / 8, 1 / 16] as const;

/** Share of the whole sweep's cost that a search takes, where the sweep is large enough. */
export const BUDGET = 0.15;

/** From a look to the next. */
export const FACTOR = 4;

export interface Size {
  readonly trained: number;
  readonly untrained: number;
  readonly seeds: number;
}

export interface Schedule {
  /** Share of the steps at the first look. */
  readonly first: number;
  /** Factor from a look to the next. */
  readonly factor: number;
  /** Configurations that train and run whole with every seed. */
  readonly finalists: number;
  /** Share of the whole sweep's cost that this takes as far as can be known beforehand. */
  readonly cost: number;
}

/** How many of `all` go on to `share`: a geometric sequence from all of them at the first look to the finalists. */
export function fieldAt(share: number, all: number, { first, finalists }: Omit<Schedule, 'cost'>): number {
  const way = Math.log(share) / Math.log(first);
  return Math.max(finalists, Math.round(finalists * (all / finalists) ** way));
}

/** The deepest first look that keeps to the budget; where none does the cheapest, which costs more than `budget`. */
export function scheduleFor(size: Size, budget: number, factor = FACTOR): Schedule {
  const finalists = Math.max(1, Math.floor(0.4 * budget * (size.trained || size.untrained)));
  const plans = FIRST.flatMap((first) =>
    [finalists, 1].map((n) =>
      planned(size, { first, factor, finalists: Math.min(n, size.trained || size.untrained) }),
    ),
  );
  return plans.find(({ cost }) => cost <= budget) ?? plans.toSorted((a, b) => a.cost - b.cost)[0]!;
}

function planned({ trained, untrained, seeds }: Size, plan: Omit<Schedule, 'cost'>): Schedule {
  const whole = seeds * (trained + UNTRAINED * untrained);
  let cost = untrained * LOOK + (untrained > 0 ? seeds * UNTRAINED : 0);
  let before = 0;
  for (let share = plan.first; share < 1; share *= plan.factor) {
    cost += fieldAt(share, trained, plan) * (share - before + LOOK);
    before = share;
  }
  if (trained > 0) cost += plan.finalists * (1 - before + LOOK + seeds - 1);
  return { ...plan, cost: cost / whole };
}
