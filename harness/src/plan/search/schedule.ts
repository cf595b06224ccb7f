/** How deep a search looks first and how many it runs whole, for what it may cost. */

/** What a look takes beside its steps, in whole trials: its programs, its answers, its state on the disk, its part of a process. */
const LOOK = 0.15;

/** What a trial of something that trains nothing takes, in whole trials of what trains. */
const UNTRAINED = 0.2;

/** Shares of the steps at which a search may look first, best first: what is seen later tells more. From each, the last look is at half. */
const FIRST = [1 / 2, 1 / 8, 1 / 32] as const;

/** Share of the whole sweep's cost that a search takes, where the sweep is large enough. */
export const BUDGET = 0.1;

/** From a look to the next. */
export const FACTOR = 4;

/** Of a sweep's configurations an eighth goes on from each look, and at least so many: to a look at half of the steps, and to one before. */
const GOES_ON = 1 / 8;
const LEAST = { late: 3, early: 6 } as const;

export interface Size {
  readonly trained: number;
  /** Of these, at most how many are looked at. */
  readonly looked: number;
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

/** How many of `all` go on to look number `look`, which is 2 or more; to the whole training the finalists. */
export function fieldAt(look: number, share: number, all: number, finalists: number): number {
  const least = share < 1 / 2 ? LEAST.early : LEAST.late;
  return share >= 1 ? finalists : Math.max(least, finalists, Math.round(all * GOES_ON ** (look - 1)));
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

function planned({ trained, looked, untrained, seeds }: Size, plan: Omit<Schedule, 'cost'>): Schedule {
  const whole = seeds * (trained + UNTRAINED * untrained);
  let cost = untrained * LOOK + (untrained > 0 ? UNTRAINED : 0);
  let before = 0;
  for (let look = 1, share = plan.first; share < 1; look++, share *= plan.factor) {
    const field = look === 1 ? looked : Math.min(looked, fieldAt(look, share, trained, plan.finalists));
    cost += field * (share - before + LOOK);
    before = share;
  }
  if (trained > 0) cost += plan.finalists * (1 - before + LOOK + seeds - 1);
  return { ...plan, cost: cost / whole };
}
