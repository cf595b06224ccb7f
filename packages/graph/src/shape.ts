/** Shapes and types of values. Only `shape()` and the rules below make a `Shape`, so one that exists has been checked. */
import { type Dim, type Env, canonical, mulDims, resolve } from './dim.ts';

declare const checked: unique symbol;
export type Shape = readonly Dim[] & { readonly [checked]: true };
/** f32: float32 on engines, float64 in the interpreter. i32: token ids, positions, row numbers. */
export type DType = 'f32' | 'i32';
/** What is known of a value before it is run. */
export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A graph that does not fit together: a bug in a model or a method, not in a user's data. */
export class ShapeError extends TypeError {
  override name = 'ShapeError';
}

export function shape(dims: readonly Dim[]): Shape {
  const out = dims.map((d, i) => {
    const c = canonical(d);
    if (c === null)
      throw new ShapeError(
        `dimension ${i} is ${d}: expected an integer of 0 or more, or symbols, in [${dims}]`,
      );
    return c;
  });
  return out as readonly Dim[] as Shape;
}

export const f32 = (...dims: readonly Dim[]): Type => ({ shape: shape(dims), dtype: 'f32' });
export const i32 = (...dims: readonly Dim[]): Type => ({ shape: shape(dims), dtype: 'i32' });
export const show = (t: Type): string => `${t.dtype}[${t.shape.join(',')}]`;
export const sameShape = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);
/** Number of elements, perhaps symbolic. */
export const sizeOf = (s: readonly Dim[]): Dim => mulDims(...s);

export const resolveShape = (s: Shape, env: Env): number[] => s.map((d) => resolve(d, env));
/** Dimensions as numbers; for types whose symbols have been resolved. */
export function numbers(s: Shape): readonly number[] {
  return s.map((d) => {
    if (typeof d === 'string') throw new ShapeError(`internal: [${s}] still has the symbol ${d}`);
    return d;
  });
}
export const count = (s: readonly number[]): number => s.reduce((a, b) => a * b, 1);

/** NumPy broadcasting of two shapes; a symbol fits itself and 1. */
export function broadcast(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return shape(
    Array.from({ length: rank }, (_, i) => {
      const x = a[i - rank + a.length] ?? 1;
      const y = b[i - rank + b.length] ?? 1;
      if (x !== y && x !== 1 && y !== 1)
        throw new ShapeError(
          `${op}: cannot broadcast [${a}] with [${b}]: axis ${i} has ${x} and ${y}. Reshape one side so that the axis matches or is 1.`,
        );
      return x === 1 ? y : x;
    }),
  );
}
