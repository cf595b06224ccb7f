/** The reference interpreter: float64, one op after the other, the oracle that engines are tested against. */
import { type Env, resolve } from './dim.ts';
import { inputAttrs } from './leaf.ts';
import type { Node, Value } from './node.ts';
import { type Program, bindSymbols } from './program.ts';
import { type Type, shape } from './shape.ts';

export interface Fed {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Runs a program; every input, frozen ones too, is fed by name. */
export function interpret(p: Program, feeds: Readonly<Record<string, Fed>>): Map<string, Value> {
  const env = bindSymbols(p, (name) => feeds[name]?.shape);
  const values = new Map<Node, Value>();
  for (const n of p.nodes) {
    const type = resolveType(n.type, env);
    const attrs = inputAttrs(n);
    const data = attrs
      ? Float64Array.from(feeds[attrs.name]!.data)
      : n.op.eval(
          n.inputs.map((i) => values.get(i)!),
          type,
          n.op.bind ? n.op.bind(n.attrs, env) : n.attrs,
        );
    values.set(n, { type, data });
  }
  return new Map([...p.outputs].map(([name, n]) => [name, values.get(n)!]));
}

export const resolveType = (t: Type, env: Env): Type => ({
  shape: shape(t.shape.map((d) => resolve(d, env))),
  dtype: t.dtype,
});
