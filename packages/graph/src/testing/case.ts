/** A case of an op: inputs, how the op is built on them, and perhaps what it must give. All numbers are float32's own. */
import { type Dim, type Env, resolve } from '../dim.ts';
import type { Fed } from '../interpret.ts';
import { input } from '../leaf.ts';
import type { Node } from '../node.ts';
import { type Type, count, f32, i32, resolveShape } from '../shape.ts';
import { type Random, normalNumber, seeded } from './random.ts';

export interface CaseInput {
  readonly type: Type;
  /** Numbers as they are, or one for each element. */
  readonly fill: readonly number[] | ((random: Random, env: Env) => number);
}
/** A dimension as it is in the symbolic program, and as a number in its twin without symbols. */
export type At = (d: Dim) => Dim;

export interface Case {
  readonly name: string;
  readonly inputs: readonly CaseInput[];
  readonly build: (at: At) => (...inputs: Node[]) => Node;
  /** Values of the symbols, for one run each; one empty record where there are none. */
  readonly runs: readonly Env[];
  /** Positions of f32 inputs that get no gradient. */
  readonly constant: readonly number[];
  /** What the first run must give. */
  readonly value?: readonly number[];
}
/** The first case of each op states its result. */
export type Row = readonly [Case & { readonly value: readonly number[] }, ...Case[]];

export const given = (type: Type, fill: readonly number[]): CaseInput => ({ type, fill });
export const vector = (...xs: number[]): CaseInput => given(f32(xs.length), xs);
export const indices = (...xs: number[]): CaseInput => given(i32(xs.length), xs);
export const normal = (...dims: Dim[]): CaseInput => ({ type: f32(...dims), fill: normalNumber });
/** 0.5 to 2. */
export const positive = (...dims: Dim[]): CaseInput => ({ type: f32(...dims), fill: (r) => 0.5 + 1.5 * r() });
/** Multiples of ¼ plus `offset`: with offsets ⅛ apart no two are equal and none is near a kink. */
export const steps = (offset: number, ...dims: Dim[]): CaseInput => ({
  type: f32(...dims),
  fill: (r) => Math.round(4 * normalNumber(r)) / 4 + offset,
});
/** Whole numbers 0 to n − 1. */
export const below = (n: Dim, ...dims: Dim[]): CaseInput => ({
  type: i32(...dims),
  fill: (r, env) => Math.floor(r() * resolve(n, env)),
});

type Build = (...inputs: Node[]) => Node;
interface More {
  readonly constant?: readonly number[];
}
export const example = (
  inputs: readonly CaseInput[],
  build: Build,
  value: readonly number[],
  more: More = {},
): Row[0] => ({ name: 'known values', inputs, build: () => build, runs: [{}], constant: [], ...more, value });
export const variant = (name: string, inputs: readonly CaseInput[], build: Build, more: More = {}): Case => ({
  name,
  inputs,
  build: () => build,
  runs: [{}],
  constant: [],
  ...more,
});
export const symbolic = (
  name: string,
  inputs: readonly CaseInput[],
  build: (at: At) => Build,
  runs: readonly Env[],
  more: More = {},
): Case => ({ name, inputs, build, runs, constant: [], ...more });

export interface BuiltCase {
  readonly inputs: readonly Node[];
  readonly out: Node;
  /** Inputs that a program must have for its symbols to have values, as outputs; none where there are no symbols. */
  readonly anchors: Readonly<Record<string, Node>>;
}
/** The case as nodes: inputs x0, x1 … and the op on them; with `env`, its twin whose symbols are numbers. */
export function buildCase(c: Case, env: Env | null = null): BuiltCase {
  const at: At = (d) => (env ? resolve(d, env) : d);
  const inputs = c.inputs.map(({ type }, i) =>
    input(`x${i}`, type.dtype === 'f32' ? f32(...type.shape.map(at)) : i32(...type.shape.map(at))),
  );
  const anchors = inputs.flatMap((x, i) =>
    x.type.shape.some((d) => typeof d === 'string') ? [[`anchor${i}`, x] as const] : [],
  );
  return { inputs, out: c.build(at)(...inputs), anchors: Object.fromEntries(anchors) };
}

/** Numbers for a case's inputs, the same each time. */
export const feedsOf = (c: Case, env: Env): Record<string, Fed> =>
  Object.fromEntries(c.inputs.map((x, i) => [`x${i}`, feed(x, env, seeded(i + 1))]));

/** Numbers for one input; f32 ones are rounded to float32, so that engines and the interpreter see the same. */
export function feed({ type, fill }: CaseInput, env: Env, random: Random): Fed {
  const shape = resolveShape(type.shape, env);
  const data =
    typeof fill === 'function' ? Array.from({ length: count(shape) }, () => fill(random, env)) : fill;
  return { shape, data: data.map(Math.fround) };
}
