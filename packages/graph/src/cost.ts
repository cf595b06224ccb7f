/** What a program costs, known before it runs: arithmetic from each op's own count, memory from the lifetimes of values. */
import { type Env, resolve } from './dim.ts';
import { resolveType } from './interpret.ts';
import { inputAttrs } from './leaf.ts';
import type { Node } from './node.ts';
import type { Program } from './program.ts';

const BYTES = 4; // f32 and i32 alike

/** Floating-point operations of one run; a multiply-add counts as two. */
export function flops(p: Program, env: Env): number {
  let sum = 0;
  for (const n of p.nodes)
    sum += n.op.flops(
      n.inputs.map((i) => resolveType(i.type, env)),
      resolveType(n.type, env),
      n.op.bind ? n.op.bind(n.attrs, env) : n.attrs,
    );
  return sum;
}

/** Bytes that a run of a program needs, by what they are for. */
export interface MemoryAccount {
  /** Frozen weights. */
  readonly weights: number;
  /** Trained tensors. */
  readonly trainable: number;
  /** Gradients alive at the peak. */
  readonly gradients: number;
  /** Optimizer state. */
  readonly optimizer: number;
  /** Everything else alive at the peak: activations kept for the backward pass, and temporaries. */
  readonly activations: number;
  /** The sum: the least memory with which this order of ops can run. */
  readonly total: number;
}

/** Exact lifetimes in program order: a value is born with its op and dies after its last user; a view shares its source. */
export function memory(p: Program, env: Env, gradients: readonly Node[] = []): MemoryAccount {
  const bytes = (n: Node): number => n.type.shape.reduce<number>((a, d) => a * resolve(d, env), BYTES);
  const held = { frozen: 0, param: 0, state: 0, feed: 0 };
  for (const n of p.nodes) {
    const attrs = inputAttrs(n);
    if (attrs) held[attrs.role] += bytes(n);
  }
  const source = (n: Node): Node => (n.op.view ? source(n.inputs[0]!) : n);
  const lastUse = new Map<Node, number>();
  p.nodes.forEach((n, i) => n.inputs.forEach((x) => lastUse.set(source(x), i)));
  for (const n of p.outputs.values()) lastUse.set(source(n), p.nodes.length);
  const isGradient = new Set(gradients.map(source));
  const dying = new Map<number, Node[]>();
  for (const [n, at] of lastUse) dying.set(at, [...(dying.get(at) ?? []), n]);
  let live = 0;
  let liveGradients = 0;
  let peak = { live: 0, gradients: 0 };
  p.nodes.forEach((n, i) => {
    if (n.inputs.length > 0 && source(n) === n) {
      live += bytes(n);
      if (isGradient.has(n)) liveGradients += bytes(n);
      if (live > peak.live) peak = { live, gradients: liveGradients };
    }
    for (const dead of dying.get(i) ?? []) {
      if (dead.inputs.length === 0) continue;
      live -= bytes(dead);
      if (isGradient.has(dead)) liveGradients -= bytes(dead);
    }
  });
  const account = {
    weights: held.frozen,
    trainable: held.param,
    gradients: peak.gradients,
    optimizer: held.state,
    activations: peak.live - peak.gradients + held.feed,
  };
  return { ...account, total: Object.values(account).reduce((a, b) => a + b, 0) };
}
