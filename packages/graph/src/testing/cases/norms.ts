/** Cases of normalisation. */
import * as g from '../../index.ts';
import type { Node } from '../../node.ts';
import { layerNorm, rmsNorm } from '../../ops/norm.ts';
import { type Row, example, normal, symbolic, variant, vector } from '../case.ts';
import { type Refusal, ids, refuses, x } from '../refusal.ts';

const rms = (x: Node, w: Node): Node => rmsNorm(x, w, 1e-5);
const layer = (x: Node, w: Node, b: Node): Node => layerNorm(x, w, b, 1e-5);
const runs = [
  { B: 2, T: 3 },
  { B: 3, T: 1 },
];

export const normCases = {
  rmsNorm: [
    // mean of squares 12.5 and ε 3.5: √16 = 4
    example([vector(3, 4), vector(1, 2)], (x, w) => rmsNorm(x, w, 3.5), [0.75, 2]),
    variant('[2,3,5]', [normal(2, 3, 5), normal(5)], rms),
    variant('no rows', [normal(0, 3), normal(3)], rms),
    variant('a large ε', [normal(4, 3), normal(3)], (x, w) => rmsNorm(x, w, 0.5)),
    symbolic('[B,T,7]', [normal('B', 'T', 7), normal(7)], () => rms, runs),
  ],
  layerNorm: [
    // mean 3, variance 4 and ε 12: √16 = 4
    example([vector(1, 5), vector(2, 4), vector(10, 20)], (x, w, b) => layerNorm(x, w, b, 12), [9, 22]),
    variant('[2,3,5]', [normal(2, 3, 5), normal(5), normal(5)], layer),
    variant('a large ε', [normal(4, 3), normal(3), normal(3)], (x, w, b) => layerNorm(x, w, b, 0.5)),
    symbolic('[B,T,7]', [normal('B', 'T', 7), normal(7), normal(7)], () => layer, runs),
  ],
} satisfies Record<string, Row>;

/** What each of them refuses. */
export const normRefusals: Record<keyof typeof normCases, readonly Refusal[]> = {
  rmsNorm: [
    refuses(() => g.rmsNorm(x(2, 3), x(2), 1e-5), 'rmsNorm: expected f32[3] to scale f32[2,3], got f32[2]'),
    refuses(() => g.rmsNorm(x('T'), x('T'), 1e-5), 'expected f32[.., D] with D known, got f32[T]'),
    refuses(() => g.rmsNorm(ids(2), x(2), 1e-5), 'expected f32[.., D] with D known, got i32[2]'),
  ],
  layerNorm: [
    refuses(
      () => g.layerNorm(x(2, 3), x(3), x(2), 1e-5),
      'layerNorm: expected f32[3] to scale f32[2,3], got f32[2]',
    ),
  ],
};
