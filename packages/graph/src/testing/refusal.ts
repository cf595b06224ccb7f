/** What an op refuses: how it is built wrongly, and what it says. */
import type { Dim } from '../dim.ts';
import { input } from '../leaf.ts';
import type { Node } from '../node.ts';
import { f32, i32 } from '../shape.ts';
import type { OpName } from '../ops/index.ts';

export interface Refusal {
  readonly build: () => Node;
  /** In the words of the ShapeError. */
  readonly says: string;
}

export const refuses = (build: () => Node, says: string): Refusal => ({ build, says });

export const x = (...dims: Dim[]): Node => input('x', f32(...dims));
export const ids = (...dims: Dim[]): Node => input('ids', i32(...dims));

/** Of an op of one variable. */
export const refusesOne = (op: OpName, f: (x: Node) => Node): readonly Refusal[] => [
  refuses(() => f(ids(2)), `${op}: expected f32, got i32[2]`),
];
/** Of an op of two that broadcast. */
export const refusesTwo = (op: OpName, f: (x: Node, y: Node) => Node): readonly Refusal[] => [
  refuses(
    () => f(x(2, 3), x(2)),
    `${op}: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.`,
  ),
  refuses(
    () => f(x('B', 3), x('T', 3)),
    `${op}: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.`,
  ),
  refuses(() => f(x(2), ids(2)), `${op}: f32[2] with i32[2]: dtypes differ`),
];
