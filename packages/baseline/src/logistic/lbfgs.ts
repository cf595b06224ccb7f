/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5) with the two-loop
 * recursion of algorithm 7.4. A step meets the weak Wolfe conditions, found by bisection (Lewis and Overton 2013, algorithm 4.6). The
 * ends are those of scipy's L-BFGS-B: a small gradient, or a step that no longer lowers the value.
 */

/** Writes the gradient at `x` into `gradient` and gives the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** Ends where no component of the gradient is larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Pairs of steps and changes of the gradient that are kept; 10 unless told. */
  readonly memory?: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False where the iterations ran out. */
  readonly converged: boolean;
}

/** A step s and the change y of the gradient over it; as float32, as they only shape the direction. */
interface Pair {
  readonly s: Float32Array;
  readonly y: Float32Array;
  /** 1 / sᵀy. */
  readonly rho: number;
}

/** Share of the slope that a step must gain, and share of it that may be left (Nocedal and Wright, section 3.1). */
const [ARMIJO, CURVATURE] = [1e-4, 0.9];
/** Trials of a step's length: after so many halvings nothing is left of a double. */
const TRIALS = 50;
/** Relative change of the value that counts as none: scipy's `64 * eps`. */
const NO_CHANGE = 64 * Number.EPSILON;

/** `start` is left as it is. */
export function minimise(f: Objective, start: Float64Array, o: MinimiseOptions): Minimum {
  const n = start.length;
  let [x, gradient] = [Float64Array.from(start), new Float64Array(n)];
  let [next, nextGradient] = [new Float64Array(n), new Float64Array(n)];
  const direction = new Float64Array(n);
  const pairs: Pair[] = [];
  let value = f(x, gradient);
  for (let iteration = 0; ; iteration++) {
    if (largest(gradient) <= o.tolerance) return { x, value, iterations: iteration, converged: true };
    if (iteration === o.maxIterations) return { x, value, iterations: iteration, converged: false };
    descend(direction, gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // Rounding has spoilt the pairs: the way down is that of the gradient.
      pairs.length = 0;
      descend(direction, gradient, pairs);
      slope = dot(direction, gradient);
    }
    const first = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const found = step(f, { x, value, direction, slope, next, nextGradient }, first);
    if (found === null) return { x, value, iterations: iteration, converged: true };
    keep(pairs, pairOf(x, next, gradient, nextGradient), o.memory ?? 10);
    [x, next] = [next, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    const still = (value - found) / Math.max(Math.abs(value), Math.abs(found), 1) <= NO_CHANGE;
    value = found;
    if (still) return { x, value, iterations: iteration + 1, converged: true };
  }
}

/** −H g by the pairs, H the approximate inverse of the Hessian. */
function descend(direction: Float64Array, gradient: Float64Array, pairs: readonly Pair[]): void {
  for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i]!;
  const alphas = pairs.toReversed().map(({ s, y, rho }) => {
    const alpha = rho * dot(s, direction);
    add(direction, -alpha, y);
    return alpha;
  });
  const last = pairs.at(-1);
  if (last === undefined) return;
  const scale = 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  alphas.reverse();
  pairs.forEach(({ s, y, rho }, i) => add(direction, alphas[i]! - rho * dot(y, direction), s));
}

interface Search {
  readonly x: Float64Array;
  readonly value: number;
  readonly direction: Float64Array;
  /** dᵀg, below 0. */
  readonly slope: number;
  /** Where the point that is found and its gradient go. */
  readonly next: Float64Array;
  readonly nextGradient: Float64Array;
}

/** The value at the point found; null where no step lowers it any more. */
function step(f: Objective, s: Search, first: number): number | null {
  const at = (t: number): number => {
    for (let i = 0; i < s.x.length; i++) s.next[i] = s.x[i]! + t * s.direction[i]!;
    return f(s.next, s.nextGradient);
  };
  let [low, high, t] = [0, Infinity, first];
  for (let trial = 0; trial < TRIALS; trial++) {
    const value = at(t);
    if (!(value <= s.value + ARMIJO * t * s.slope)) high = t;
    else if (dot(s.direction, s.nextGradient) >= CURVATURE * s.slope) return value;
    else low = t;
    t = high === Infinity ? 4 * t : (low + high) / 2;
  }
  // Rounding hides where the slope levels out; what was found lowers the value all the same.
  return low > 0 ? at(low) : null;
}

function pairOf(x: Float64Array, next: Float64Array, from: Float64Array, to: Float64Array): Pair {
  const [s, y] = [new Float32Array(x.length), new Float32Array(x.length)];
  for (let i = 0; i < x.length; i++) {
    s[i] = next[i]! - x[i]!;
    y[i] = to[i]! - from[i]!;
  }
  return { s, y, rho: 1 / dot(s, y) };
}

/** A pair of no curvature would spoil the approximation. */
function keep(pairs: Pair[], pair: Pair, memory: number): void {
  if (!(pair.rho > 0 && pair.rho < Infinity)) return;
  pairs.push(pair);
  if (pairs.length > memory) pairs.shift();
}

type Vector = Float64Array | Float32Array;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, times: number, vector: Vector): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * vector[i]!;
}

function largest(x: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}
