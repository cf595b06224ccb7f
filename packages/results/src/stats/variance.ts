/**
 * Where the variance of answers comes from: a fully crossed table with random effects, one answer a cell, split by expected mean
 * squares (Searle, Casella & McCulloch 1992, chapter 4; Brennan 2001, Generalizability Theory, chapter 3, asks the same of tests
 * and raters). For factors A with levels n_A: E[MS_A] = Σ over B ⊇ A of σ²_B · (product of the levels of factors not in B), solved
 * from the highest interaction downwards.
 */

/** A variance component: of one factor, or of several together beyond what each does alone. */
export interface Component<F extends string> {
  readonly factors: readonly F[];
  /** As estimated; below 0 where the truth is near 0 (such estimates are as often too small as too large). */
  readonly estimate: number;
  /** σ², not below 0: variance of a single answer, 1 right and 0 not. */
  readonly variance: number;
  /** The component's part in the variance of the mean over all cells: σ² over the product of its factors' levels. */
  readonly ofMean: number;
}

export interface Factor<F extends string> {
  readonly name: F;
  readonly levels: number;
}

/**
 * `factors`, the slowest first; `cells`: their answers, the last factor running fastest. Factors with one level have no component.
 * Components by number of factors, in the order given; the last one is the interaction of all, with chance in it.
 */
export function varianceComponents<F extends string>(
  factors: readonly Factor<F>[],
  cells: readonly number[],
): Component<F>[] {
  const varied = factors.filter(({ levels }) => levels > 1);
  const parts = subsets(varied.length);
  const product = (part: number): number =>
    varied.reduce((all, f, i) => (part & (1 << i) ? all * f.levels : all), 1);
  const allFactors = (1 << varied.length) - 1;
  const groupings = groupingsOf(varied, cells.length, parts);
  const squares = new Map(parts.map((part) => [part, sumOfSquares(cells, groupings.get(part)!)]));
  const estimates = new Map<number, number>();
  for (const part of parts.toReversed()) {
    if (part === 0) continue;
    // Sum of squares of the part's own effect: alternating over the parts within it.
    const ofPart = parts.reduce(
      (sum, inner) =>
        (inner & part) === inner ? sum + (-1) ** (size(part) - size(inner)) * squares.get(inner)! : sum,
      0,
    );
    const degrees = varied.reduce((all, f, i) => (part & (1 << i) ? all * (f.levels - 1) : all), 1);
    const above = parts.reduce(
      (sum, outer) =>
        outer !== part && (outer & part) === part
          ? sum + estimates.get(outer)! * product(allFactors ^ outer)
          : sum,
      0,
    );
    estimates.set(part, (ofPart / degrees - above) / product(allFactors ^ part));
  }
  return parts
    .filter((part) => part !== 0)
    .map((part) => {
      const estimate = estimates.get(part)!;
      const variance = Math.max(0, estimate);
      return {
        factors: varied.filter((_, i) => part & (1 << i)).map(({ name }) => name),
        estimate,
        variance,
        ofMean: variance / product(part),
      };
    });
}

const size = (part: number): number => (part === 0 ? 0 : (part & 1) + size(part >> 1));
/** Bit sets of `count` things, the smaller first. */
const subsets = (count: number): number[] =>
  Array.from({ length: 1 << count }, (_, part) => part).toSorted((a, b) => size(a) - size(b) || a - b);

/** Σ over all cells of the squared mean of the cells that share the levels of `part`. */
function sumOfSquares(cells: readonly number[], { groupOf, groups }: Grouping): number {
  const sums = new Float64Array(groups);
  for (let at = 0; at < cells.length; at++) sums[groupOf[at]!]! += cells[at]!;
  const each = cells.length / groups;
  let total = 0;
  for (const sum of sums) total += sum ** 2 / each;
  return total;
}

/** Which cells share the levels of a part: of each cell the number of its group. */
interface Grouping {
  readonly groupOf: Int32Array;
  readonly groups: number;
}

/** By part, of the levels of the factors and the number of cells; the last are kept, as the configurations of a run have the same. */
let last: { readonly shape: string; readonly groupings: ReadonlyMap<number, Grouping> } | null = null;

function groupingsOf(
  factors: readonly Factor<string>[],
  cells: number,
  parts: readonly number[],
): ReadonlyMap<number, Grouping> {
  const shape = [cells, ...factors.map(({ levels }) => levels)].join(' ');
  if (last?.shape !== shape)
    last = { shape, groupings: new Map(parts.map((part) => [part, groupingOf(factors, cells, part)])) };
  return last.groupings;
}

/** Groups in the order of their first cells. */
function groupingOf(factors: readonly Factor<string>[], cells: number, part: number): Grouping {
  const places = new Int32Array(factors.reduce((n, f, i) => (part & (1 << i) ? n * f.levels : n), 1)).fill(
    -1,
  );
  let groups = 0;
  const groupOf = Int32Array.from({ length: cells }, (_, at) => {
    const key = keyOf(factors, at, part);
    if (places[key] === -1) places[key] = groups++;
    return places[key]!;
  });
  return { groupOf, groups };
}

/** Which levels of `part` a cell has, as one number. */
function keyOf(factors: readonly Factor<string>[], cell: number, part: number): number {
  let [rest, key] = [cell, 0];
  for (let i = factors.length - 1; i >= 0; i--) {
    const { levels } = factors[i]!;
    if (part & (1 << i)) key = key * levels + (rest % levels);
    rest = Math.floor(rest / levels);
  }
  return key;
}
