/** A program is named outputs; all else (inputs, symbols, order) follows from them. */
import type { Env } from './dim.ts';
import { type InputAttrs, inputAttrs } from './leaf.ts';
import { type Node, toposort } from './node.ts';
import { ShapeError, show } from './shape.ts';

export interface Program {
  readonly outputs: ReadonlyMap<string, Node>;
  /** All nodes, inputs before users. */
  readonly nodes: readonly Node[];
  /** Named inputs by name. */
  readonly inputs: ReadonlyMap<string, InputAttrs>;
}

export function program(outputs: Readonly<Record<string, Node>>): Program {
  const nodes = toposort(Object.values(outputs));
  const inputs = new Map<string, InputAttrs>();
  const owner = new Map<string, Node>();
  for (const n of nodes) {
    const attrs = inputAttrs(n);
    if (!attrs) continue;
    if ((owner.get(attrs.name) ?? n) !== n)
      throw new ShapeError(`internal: two inputs are named "${attrs.name}"`);
    owner.set(attrs.name, n);
    inputs.set(attrs.name, attrs);
  }
  return { outputs: new Map(Object.entries(outputs)), nodes, inputs };
}

/** The values of a program's symbols, read off the shapes that are fed. */
export function bindSymbols(p: Program, shapeOf: (name: string) => readonly number[] | undefined): Env {
  const env: Record<string, number> = {};
  for (const { name, type, role } of p.inputs.values()) {
    const given = shapeOf(name);
    if (given === undefined) {
      if (role === 'frozen') continue;
      throw new ShapeError(`${name}: not fed; expected ${show(type)}`);
    }
    const fits =
      given.length === type.shape.length &&
      type.shape.every((d, i) => {
        if (typeof d === 'number') return d === given[i];
        if (!/^[A-Za-z]\w*$/.test(d)) return true; // a compound dimension is checked by the engine
        env[d] ??= given[i]!;
        return env[d] === given[i];
      });
    if (!fits)
      throw new ShapeError(`${name}: fed [${given}]; expected ${show(type)} with ${JSON.stringify(env)}`);
  }
  return env;
}

/** The program as text: one line a node. */
export function print(p: Program): string {
  const names = new Map<Node, string>();
  const lines = p.nodes.flatMap((n, i) => {
    const attrs = inputAttrs(n);
    names.set(n, attrs ? attrs.name : `%${i}`);
    if (attrs)
      return attrs.role === 'feed'
        ? [`${attrs.name}: ${show(n.type)}`]
        : [`${attrs.role} ${attrs.name}: ${show(n.type)}`];
    const args = n.inputs.map((x) => names.get(x)!).join(', ');
    return [`%${i} = ${n.op.name}(${args})${printAttrs(n.attrs)}: ${show(n.type)}`];
  });
  const results = [...p.outputs].map(([name, n]) => `${name} = ${names.get(n)!}`);
  return [...lines, `return ${results.join(', ')}`].join('\n');
}
function printAttrs(attrs: unknown): string {
  if (attrs === null) return '';
  const fields = Object.entries(attrs as Record<string, unknown>).filter(
    ([k, v]) => k !== 'type' && v !== false,
  );
  return fields.length === 0 ? '' : ` {${fields.map(([k, v]) => `${k}: ${attribute(v)}`).join(', ')}}`;
}
const attribute = (v: unknown): string =>
  ArrayBuffer.isView(v) ? summary(v as Float32Array) : Array.isArray(v) ? `[${v.join(',')}]` : String(v);
const summary = (v: Float32Array): string => (v.length <= 4 ? `[${v.join(',')}]` : `[${v.length} numbers]`);
