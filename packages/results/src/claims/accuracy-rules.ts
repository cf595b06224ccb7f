/** Rules about accuracy: each says in words what it does, and judges. Pure. */
import { incompleteBeta } from '../stats/beta.ts';
import { LEVEL, everyTwo } from '../stats/family.ts';
import { twoWay } from '../stats/two-way.ts';
import { pValue } from '../text.ts';
import {
  type Compared,
  type Curve,
  type Group,
  type Judgement,
  MARGIN,
  type Verdict,
  comparedText,
  curveText,
  higher,
  lower,
  shares,
  testGroups,
  together,
} from './judgement.ts';

const percentPoints = `${100 * MARGIN} points`;

export interface Rule<T> {
  /** What is tested, and what makes which verdict. */
  readonly text: string;
  readonly judge: (data: T) => Judgement;
}

/** The curve's own comparisons out of those of all curves. */
const within = (compared: readonly Compared[], curve: Curve): Compared[] =>
  compared.filter(({ first }) => curve.groups.includes(first));

/** What training makes of one seed says nothing of the next: points with a single one are shown and not compared. */
const seeded = ({ groups }: Curve): Group[] =>
  groups.filter(({ outcomes, fixed }) => fixed || outcomes.length > 1);

/**
 * Judges each curve by comparing every two points that have several seeds or draw nothing, the smaller x first. Then brings the judgements
 * together.
 */
const byCurve =
  (
    judge: (
      pairs: readonly Compared[],
      groups: readonly Group[],
    ) => { verdict: Verdict; telling: readonly Compared[] },
  ) =>
  (curves: readonly Curve[]): Judgement => {
    const { pairs: compared } = testGroups(curves.flatMap((curve) => everyTwo(seeded(curve))));
    return together(
      curves.map((curve) => {
        const { verdict, telling } = judge(within(compared, curve), seeded(curve));
        return { verdict, evidence: [curveText(curve), ...telling.map(comparedText)] };
      }),
    );
  };

const greatest = (pairs: readonly Compared[], value: (pair: Compared) => number): Compared[] =>
  pairs.toSorted((a, b) => value(b) - value(a)).slice(0, 1);

export const nonMonotonic: Rule<readonly Curve[]> = {
  text: `every shorter one is held against every longer one on the same items (paired test, Holm over all pairs; two seeds at least). Supported where some shorter one is better (p < ${LEVEL}); contradicted where none is and no interval leaves room for a shorter one to be better by ${percentPoints}.`,
  judge: byCurve((pairs) => {
    const better = pairs.filter(higher);
    if (better.length > 0) return { verdict: 'supported', telling: better };
    const room = pairs.length === 0 || pairs.some(({ high }) => high >= MARGIN);
    return {
      verdict: room ? 'not decided here' : 'contradicted',
      telling: greatest(pairs, (p) => p.difference),
    };
  }),
};

export const flat: Rule<readonly Curve[]> = {
  text: `every two are held against each other on the same items (two seeds at least). Supported where all 95 % intervals lie within ±${percentPoints}; contradicted where two differ by ${percentPoints} or more (paired test, Holm over all pairs, p < ${LEVEL}).`,
  judge: byCurve((pairs) => {
    const apart = pairs.filter((p) => p.adjusted < LEVEL && Math.abs(p.difference) >= MARGIN);
    if (apart.length > 0) return { verdict: 'contradicted', telling: apart };
    const same = pairs.length > 0 && pairs.every(({ low, high }) => low > -MARGIN && high < MARGIN);
    const widest = greatest(pairs, ({ low, high }) => Math.max(-low, high));
    return { verdict: same ? 'supported' : 'not decided here', telling: widest };
  }),
};

export const increasing: Rule<readonly Curve[]> = {
  text: `the most are held against the fewest on the same items (paired test, Holm over curves: how many points lie between does not matter to it), and every two with Holm over all pairs; two seeds at least. Supported where the most are better than the fewest (p < ${LEVEL}) and nowhere more are worse than fewer; contradicted where somewhere more are worse (p < ${LEVEL}), or where the interval leaves the most less than ${percentPoints} better than the fewest.`,
  judge(curves) {
    const { pairs: compared } = testGroups(curves.flatMap((curve) => everyTwo(seeded(curve))));
    const ends = testGroups(
      curves.flatMap((curve): [Group, Group][] => {
        const [first, ...more] = seeded(curve);
        const last = more.at(-1);
        return first && last ? [[first, last]] : [];
      }),
    ).pairs;
    return together(
      curves.map((curve) => {
        const evidence = (...telling: Compared[]) => [curveText(curve), ...telling.map(comparedText)];
        // The first has fewer: a higher accuracy of the first speaks against the claim.
        const against = within(compared, curve).filter(higher);
        if (against.length > 0) return { verdict: 'contradicted', evidence: evidence(...against) };
        const [pair] = within(ends, curve);
        if (pair === undefined) return { verdict: 'not decided here', evidence: evidence() };
        if (lower(pair)) return { verdict: 'supported', evidence: evidence(pair) };
        const verdict = pair.low > -MARGIN ? 'contradicted' : 'not decided here';
        return { verdict, evidence: evidence(pair) };
      }),
    );
  },
};

/** A setting with the thing and the same without it. */
export interface Against {
  readonly withIt: Group;
  readonly without: Group;
}
const pairsOf = (all: readonly Against[]) =>
  all.map(({ withIt, without }): [Group, Group] => [withIt, without]);

export const better: Rule<readonly Against[]> = {
  text: `the two are held against each other on the same items (paired test; templates of a form stand where seeds do, as a sample of such templates; Holm over tasks). Supported where the first is better (p < ${LEVEL}) on a task and worse on none; contradicted the other way round.`,
  judge(all) {
    const { pairs: compared } = testGroups(pairsOf(all));
    return together(
      compared.map((pair) => ({
        verdict: higher(pair) ? 'supported' : lower(pair) ? 'contradicted' : 'not decided here',
        evidence: [comparedText(pair)],
      })),
    );
  },
};

export const noHelp: Rule<readonly Against[]> = {
  text: `each setting with it is held against the same without it on the same items (paired test, Holm over all pairs). Supported where no interval leaves room for it to help by ${percentPoints}; contradicted where it helps somewhere (p < ${LEVEL}).`,
  judge(all) {
    const { pairs: compared } = testGroups(pairsOf(all));
    const evidence = compared.map(comparedText);
    if (compared.some(higher)) return { verdict: 'contradicted', evidence };
    const none = compared.length > 0 && compared.every(({ high }) => high < MARGIN);
    return { verdict: none ? 'supported' : 'not decided here', evidence };
  },
};

export const drawMatters: Rule<readonly Curve[]> = {
  text: `for each number of exemplars, whether the draws' accuracies differ by more than answers to the same items vary anyway (F of draws over the rest of the table of items × draws, Holm over all). Supported where some do (p < ${LEVEL}) with ${percentPoints} or more between the best and the worst draw; contradicted where none do and no range reaches ${percentPoints}.`,
  judge(curves) {
    const drawn = curves.flatMap(({ groups }) =>
      groups.filter(({ x, outcomes }) => x > 0 && outcomes.length > 1),
    );
    const tests = drawn.map((group) => {
      const { seeds, rest, n, k } = twoWay(group.outcomes);
      if (new Set(shares(group)).size === 1) return 1;
      return rest === 0 ? 0 : upperTailF(seeds / rest, k - 1, (n - 1) * (k - 1));
    });
    const { others: adjusted } = testGroups([], tests);
    const all = drawn.map((group, i) => {
      const accuracies = shares(group);
      return { group, accuracies, p: adjusted[i]!, range: Math.max(...accuracies) - Math.min(...accuracies) };
    });
    const evidence = all.map(
      ({ group, accuracies, p, range }) =>
        `${group.label}: draws ${accuracies.map((s) => (100 * s).toFixed(1)).join(', ')} %, range ${(100 * range).toFixed(1)} points (Holm’s p ${pValue(p)}; ${group.outcomes[0]!.length} items)`,
    );
    if (all.some(({ p, range }) => p < LEVEL && range >= MARGIN)) return { verdict: 'supported', evidence };
    const still = all.length > 0 && all.every(({ p, range }) => p >= LEVEL && range < MARGIN);
    return { verdict: still ? 'contradicted' : 'not decided here', evidence };
  },
};

export const unstable: Rule<readonly Against[]> = {
  text: `training without the MLP (direct) is held against training through it. Lower: at each length, the paired test on the same items. Less steady: the variances of the seeds' accuracies pooled over lengths, F. Holm over all of these tests. Supported where direct is lower at some length or varies more (p < ${LEVEL}) and is higher at none; contradicted where it is higher at some length, or varies less, and neither is lower nor varies more.`,
  judge(all) {
    const [direct, through] = [
      pooledVariance(all.map(({ withIt }) => withIt)),
      pooledVariance(all.map(({ without }) => without)),
    ];
    const ratio = direct.variance / through.variance;
    const isKnown = direct.df > 0 && through.df > 0 && Number.isFinite(ratio);
    const p = isKnown ? twoSidedF(ratio, direct.df, through.df) : 1;
    const { pairs: compared, others } = testGroups(pairsOf(all), [p]);
    const adjusted = others[0]!;
    const evidence = [
      ...compared.map(comparedText),
      isKnown
        ? `variance over seeds, pooled over ${all.length} lengths: direct ${sd(direct)}, through the MLP ${sd(through)} points standard deviation, F = ${ratio.toFixed(2)} with ${direct.df} and ${through.df} degrees of freedom (Holm’s p ${pValue(adjusted)})`
        : 'variance over seeds: not known, as no length has two seeds of both',
    ];
    const [more, less] = [adjusted < LEVEL && ratio > 1, adjusted < LEVEL && ratio < 1];
    const [isLower, isHigher] = [compared.some(lower), compared.some(higher)];
    if ((isLower || more) && !isHigher) return { verdict: 'supported', evidence };
    if ((isHigher || less) && !isLower && !more) return { verdict: 'contradicted', evidence };
    return { verdict: 'not decided here', evidence };
  },
};

const sd = ({ variance }: { readonly variance: number }): string => (100 * Math.sqrt(variance)).toFixed(2);

/** Of the seeds' accuracies around their own group's mean. */
function pooledVariance(groups: readonly Group[]): { readonly variance: number; readonly df: number } {
  const parts = groups.map(shares).map((accuracies) => {
    const centre = accuracies.reduce((a, b) => a + b, 0) / accuracies.length;
    return { squares: accuracies.reduce((sum, s) => sum + (s - centre) ** 2, 0), df: accuracies.length - 1 };
  });
  const df = parts.reduce((sum, part) => sum + part.df, 0);
  return { variance: parts.reduce((sum, part) => sum + part.squares, 0) / df, df };
}

/** P(F > f) for the F distribution with a and b degrees of freedom. */
export const upperTailF = (f: number, a: number, b: number): number =>
  incompleteBeta(b / (b + a * f), b / 2, a / 2);

/** Of equal variances, either way round. */
const twoSidedF = (f: number, a: number, b: number): number => {
  const tail = upperTailF(f, a, b);
  return Math.min(1, 2 * Math.min(tail, 1 - tail));
};
