/**
 * A gradient is checked along one random direction v (as autograd's and JAX's tests do):
 *   ⟨g, (f(x + εv) − f(x − εv)) / 2ε⟩ = ⟨vjp(g), v⟩
 * two evaluations whatever the size; in float64 both sides agree to eight digits.
 */
import { vjp } from '../grad.ts';
import { type Fed, interpret } from '../interpret.ts';
import { input } from '../leaf.ts';
import type { Node } from '../node.ts';
import { type Program, program } from '../program.ts';
import { normalNumber, seeded } from './random.ts';

const EPSILON = 1e-5;

/** Outputs d0, d1 …: the gradients of Σ g·out with respect to each of `wrt` that has one; `g` is fed. */
export function gradientProgram(
  out: Node,
  wrt: readonly Node[],
  anchors: Readonly<Record<string, Node>> = {},
): { program: Program; gradients: readonly (Node | null)[] } {
  const gradients = vjp(out, input('g', out.type), wrt);
  const named = gradients.flatMap((d, i) => (d ? [[`d${i}`, d] as const] : []));
  return { program: program({ ...Object.fromEntries(named), ...anchors }), gradients };
}

/** How far both sides are apart, relative to the sum of the absolute products; `wrt` maps an input's name to its node. */
export function gradientError(
  out: Node,
  wrt: Readonly<Record<string, Node>>,
  feeds: Readonly<Record<string, Fed>>,
  anchors: Readonly<Record<string, Node>> = {},
): number {
  const random = seeded(1);
  const forward = program({ out, ...anchors });
  const at = (step: number): Float64Array =>
    interpret(forward, { ...feeds, ...moved(feeds, direction, step) }).get('out')!.data;
  const { shape } = interpret(forward, feeds).get('out')!.type;
  const names = Object.keys(wrt);
  const { program: backward, gradients } = gradientProgram(out, Object.values(wrt), anchors);
  const direction = new Map(
    names
      .filter((_, i) => gradients[i])
      .map((name) => [name, Array.from({ length: feeds[name]!.data.length }, () => normalNumber(random))]),
  );
  const [plus, minus] = [at(EPSILON), at(-EPSILON)];
  const g = Float64Array.from(plus, () => normalNumber(random));
  const numeric = plus.reduce((sum, y, i) => sum + (g[i]! * (y - minus[i]!)) / (2 * EPSILON), 0);
  const results = interpret(backward, { ...feeds, g: { shape: shape.map(Number), data: g } });
  let analytic = 0;
  let scale = Number.MIN_VALUE;
  names.forEach((name, i) => {
    results.get(`d${i}`)?.data.forEach((d, k) => {
      const product = d * direction.get(name)![k]!;
      analytic += product;
      scale += Math.abs(product);
    });
  });
  return Math.abs(numeric - analytic) / Math.max(scale, Math.abs(numeric));
}

const moved = (
  feeds: Readonly<Record<string, Fed>>,
  direction: ReadonlyMap<string, readonly number[]>,
  step: number,
): Record<string, Fed> =>
  Object.fromEntries(
    [...direction].map(([name, v]) => {
      const { shape, data } = feeds[name]!;
      return [name, { shape, data: Array.from(data, (x, i) => x + step * v[i]!) }];
    }),
  );
