import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Objective, minimise } from './lbfgs.ts';

const close = { tolerance: 1e-9, maxIterations: 2000 };

/** Σ aᵢ (xᵢ − cᵢ)² / 2. */
const bowl =
  (a: readonly number[], c: readonly number[]): Objective =>
  (x, gradient) =>
    a.reduce((sum, ai, i) => {
      gradient[i] = ai * (x[i]! - c[i]!);
      return sum + (ai * (x[i]! - c[i]!) ** 2) / 2;
    }, 0);

/** Its valley bends; the minimum is at (1, 1). */
const rosenbrock: Objective = (v, gradient) => {
  const [x, y] = [v[0]!, v[1]!];
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('L-BFGS', () => {
  it('finds the minimum of any bowl', () => {
    const numbers = fc.array(
      fc.tuple(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(numbers, (pairs) => {
        const [a, c] = [pairs.map(([ai]) => ai), pairs.map(([, ci]) => ci)];
        const { x, converged } = minimise(bowl(a, c), new Float64Array(a.length), close);
        expect(converged).toBe(true);
        c.forEach((ci, i) => expect(Math.abs(x[i]! - ci)).toBeLessThan(1e-3));
      }),
    );
  });

  it('follows a bent valley, which the gradient alone takes thousands of steps for', () => {
    const { x, value, iterations } = minimise(rosenbrock, Float64Array.of(-1.2, 1), close);
    expect([x[0], x[1]].map((v) => Number(v!.toFixed(6)))).toEqual([1, 1]);
    expect(value).toBeLessThan(1e-12);
    expect(iterations).toBeLessThan(100);
  });

  it('ends at once at a minimum, and says when its iterations ran out', () => {
    const f = bowl([1, 30], [2, 3]);
    expect(minimise(f, Float64Array.of(2, 3), close)).toMatchObject({ iterations: 0, converged: true });
    expect(minimise(f, new Float64Array(2), { tolerance: 1e-9, maxIterations: 1 })).toMatchObject({
      iterations: 1,
      converged: false,
    });
  });

  it('steps back from where the function has no value', () => {
    // x − log x, infinite at 0 and no number below it.
    const barrier: Objective = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0]!;
      return x[0]! - Math.log(x[0]!);
    };
    expect(minimise(barrier, Float64Array.of(30), close).x[0]).toBeCloseTo(1, 6);
  });

  it('leaves the start as it is', () => {
    const start = Float64Array.of(5, 5);
    minimise(bowl([1, 2], [0, 0]), start, close);
    expect([...start]).toEqual([5, 5]);
  });
});
