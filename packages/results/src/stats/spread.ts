/**
 * How much a configuration's seeds differ, when two or three seeds say little of it: its own variance, moderated by those of its kind,
 * the configurations of the same method on the same task (an empirical Bayes estimate; Smyth 2004, section 3). With s² = MS_seeds / n,
 * the variance of its k seeds' accuracies, and d = k − 1:
 *
 *   s² | σ² ~ σ² χ²_d / d,   1/σ² ~ χ²_d₀ / (d₀ s₀²),   so   σ̃² = (d₀ s₀² + d s²) / (d₀ + d)   with d₀ + d degrees of freedom.
 *
 * Two departures. First, s₀² is not the same for all of a kind: seeds of accuracies near 0 and 1 differ less. Even if seeds had no effect,
 * the items' luck in single seeds would make s² = MS_rest / n; s₀² is τ times that, and what seeds add to it goes with MS_rest^1.5. An
 * effect in logits would go with MS_rest². The likelihood of this project's runs is higher with 1 and 1.5 (results/statistics/spread.md).
 * So at a ceiling, where no item is left to luck, the prior is 0 too. Second, a kind has two to five configurations, too few for an
 * estimate of d₀ and s₀². So σ̃² is averaged over both, weighted by the likelihood of the kind's variances: s² / s₀² has an F distribution
 * with d and d₀ degrees of freedom. That mean is given as one scaled χ² with the same mean and variance of log σ².
 *
 * Where kinds differ nothing is carried from one to the other; a configuration alone in its kind keeps its own variance. So does
 * one whose seeds agree on every item. Within a kind, variances are taken for draws from one distribution: the least stable of
 * a kind has too narrow an interval, the most stable too wide a one (results/statistics).
 */
import { logGamma } from './beta.ts';
import { digamma, inverseTrigamma, trigamma } from './digamma.ts';
import type { Part } from './degrees.ts';
import type { TwoWay } from './two-way.ts';

/** Variance of one seed's accuracy (σ̃², items' luck in the seed included), and its degrees of freedom d₀ + d. */
export interface Spread extends Part {
  readonly borrowed: true;
}

/** The table of a configuration's answers. */
export type Seen = Pick<TwoWay, 'n' | 'k' | 'seeds' | 'rest'>;

/** d₀ and how much weight it has beforehand; 64 is as good as no difference between the configurations. */
const DEGREES = [
  { d0: 2, weight: 1 },
  { d0: 8, weight: 1 },
  { d0: 64, weight: 2 },
] as const;
/**
 * τ from 0.2 to 10,000, log τ uniform beforehand. No spread of seeds can be below 1. A likelihood cut there would make intervals cover 98
 * to 99 % where seeds do not differ.
 */
const TAUS = Array.from({ length: 25 }, (_, i) => 0.2 * 50_000 ** (i / 24));

/** What seeds add to their variance goes with MS_rest to this power. */
const POWER = 1.5;

/** Of configurations of one kind, in their order; null where nothing can be borrowed. */
export function spreads(kind: readonly (Seen | null)[]): (Spread | null)[] {
  const known = kindOf(kind, POWER);
  return kind.map((one) => (known !== null && one !== null && lends(one) ? averaged(one, known) : null));
}

/** Of the variances of a kind, were the power another; 0 where nothing can be borrowed. For the comparison of powers alone: a constant is left out. */
export const logLikelihood = (kind: readonly Seen[], power: number): number =>
  kindOf(kind, power)?.logLikelihood ?? 0;

const lends = ({ k, rest }: Seen): boolean => k > 1 && rest > 0;

/** s₀² in units of MS_rest / n, by τ. */
function priors({ rest }: Seen, { typical, power }: Scale): number[] {
  const luck = (rest / typical) ** (power - 1);
  return TAUS.map((tau) => (tau <= 1 ? tau : 1 + (tau - 1) * luck));
}

interface Scale {
  /** Geometric mean of MS_rest. */
  readonly typical: number;
  readonly power: number;
}

interface Kind {
  readonly scale: Scale;
  readonly cells: readonly Cell[];
  readonly logLikelihood: number;
}

interface Cell {
  readonly d0: number;
  /** Place in `TAUS`. */
  readonly tau: number;
  /** Weights sum to 1. */
  readonly weight: number;
}

function kindOf(kind: readonly (Seen | null)[], power: number): Kind | null {
  const seen = kind.flatMap((one) => (one !== null && lends(one) ? [one] : []));
  if (seen.length < 2) return null;
  const typical = Math.exp(seen.reduce((sum, { rest }) => sum + Math.log(rest), 0) / seen.length);
  const scale = { typical, power };
  const all = seen.map((one) => {
    const s0 = priors(one, scale);
    return { d: one.k - 1, s0, logs: s0.map(Math.log), ratio: one.seeds / one.rest };
  });
  const logs = DEGREES.flatMap(({ d0, weight }) => {
    const constants = new Map(seen.map(({ k }) => [k, logConstant(k - 1, d0)]));
    const constant = seen.reduce((sum, { k }) => sum + constants.get(k)!, Math.log(weight));
    return TAUS.map((_, tau) => ({
      d0,
      tau,
      log: all.reduce(
        (sum, { d, s0, logs, ratio }) =>
          sum - (d / 2) * logs[tau]! - ((d0 + d) / 2) * Math.log1p((d * (ratio / s0[tau]!)) / d0),
        constant,
      ),
    }));
  });
  const highest = logs.reduce((most, { log }) => Math.max(most, log), -Infinity);
  const total = logs.reduce((sum, { log }) => sum + Math.exp(log - highest), 0);
  return {
    scale,
    cells: logs.map(({ d0, tau, log }) => ({ d0, tau, weight: Math.exp(log - highest) / total })),
    logLikelihood: highest + Math.log(total),
  };
}

/** Of the density of F with d and d₀ degrees of freedom, what holds d₀. */
const logConstant = (d: number, d0: number): number =>
  logGamma((d0 + d) / 2) - logGamma(d0 / 2) - (d / 2) * Math.log(d0);

/** E log σ² = log σ̃² + log(ν/2) − ψ(ν/2) and its variance ψ′(ν/2) in each cell; over all of them the law of total variance. */
function averaged(one: Seen, { cells, scale }: Kind): Spread {
  const d = one.k - 1;
  const moments = new Map(DEGREES.map(({ d0 }) => [d0 as number, momentsOf(d0 + d)]));
  const s0 = priors(one, scale);
  let [mean, square] = [0, 0];
  for (const { d0, tau, weight } of cells) {
    const { shift, variance } = moments.get(d0)!;
    const log = Math.log((d0 * s0[tau]! + (d * one.seeds) / one.rest) / (d0 + d)) + shift;
    mean += weight * log;
    square += weight * (log ** 2 + variance);
  }
  const df = 2 * inverseTrigamma(square - mean ** 2);
  return { variance: (one.rest / one.n) * Math.exp(mean - momentsOf(df).shift), df, borrowed: true };
}

const momentsOf = (nu: number) => ({
  shift: Math.log(nu / 2) - digamma(nu / 2),
  variance: trigamma(nu / 2),
});
