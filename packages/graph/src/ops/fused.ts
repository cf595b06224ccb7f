/**
 * Compositions that measurement made ops of their own: composed, each kept several activations of its size alive for the backward
 * pass (swiGlu: 6 of 19 MB a layer at d 576 × 512 tokens) or padded and added halves (rotary: 4 % of a training step).
 */
import { mulDims } from '../dim.ts';
import { type Emit, type Node, type Op, apply } from '../node.ts';
import { ShapeError, broadcast, count, numbers, sameShape, shape, show } from '../shape.ts';
import { scalar } from '../leaf.ts';
import { broadcastIndex } from './broadcast.ts';
import { add, mul, neg, sigmoid, sub } from './elementwise.ts';

/** silu(x) ⊙ y = x σ(x) y   (Shazeer 2020); the backward pass computes σ again rather than keeping it. */
export const swiGluOp: Op<null> = {
  name: 'swiGlu',
  type([x, y]) {
    if (!sameShape(x!.shape, y!.shape) || x!.dtype !== 'f32' || y!.dtype !== 'f32')
      throw new ShapeError(`swiGlu: expected two f32 tensors of one shape, got ${show(x!)} and ${show(y!)}`);
    return x!;
  },
  // d(x σ y) = y (σ + x σ (1 − σ)) dx + x σ dy
  vjp(g, { inputs: [x, y] }) {
    const s = sigmoid(x!);
    const gs = mul(g, s);
    const gxs = mul(gs, x!);
    return [mul(y!, add(gs, mul(gxs, sub(scalar(1), s)))), gxs];
  },
  onnx: (e, [x, y]) => e.node('Mul', [e.node('com.microsoft:QuickGelu', [x!], { alpha: 1 }), y!]),
  eval: ([x, y]) => x!.data.map((v, i) => (v / (1 + Math.exp(-v))) * y!.data[i]!),
  flops: (_, out) => 4 * count(numbers(out.shape)),
};
export const swiGlu = (x: Node, y: Node): Node => apply(swiGluOp, [x, y], null);

/**
 * x [.., K] turned pairwise: (x₁, x₂) → (x₁ cos − x₂ sin, x₂ cos + x₁ sin), x₁ and x₂ the halves of K; cos and sin [.., K/2] broadcast.
 * Its adjoint turns back. No gradient flows to the angles.
 */
export const rotaryOp: Op<null> = {
  name: 'rotary',
  type([x, c, s]) {
    const dHead = x!.shape.at(-1);
    if (
      [x, c, s].some((t) => t!.dtype !== 'f32') ||
      typeof dHead !== 'number' ||
      dHead % 2 !== 0 ||
      c!.shape.at(-1) !== dHead / 2 ||
      !sameShape(c!.shape, s!.shape)
    )
      throw new ShapeError(
        `rotary: expected x [.., K] with K even and angles [.., K/2], got ${show(x!)}, ${show(c!)} and ${show(s!)}`,
      );
    const lead = shape(x!.shape.slice(0, -1));
    if (!sameShape(broadcast('rotary', lead, shape(c!.shape.slice(0, -1))), lead))
      throw new ShapeError(`rotary: angles ${show(c!)} do not stretch to ${show(x!)}`);
    return x!;
  },
  vjp: (g, { inputs: [, c, s] }) => [rotary(g, c!, neg(s!)), null, null],
  onnx(e, [x, c, s], { type, inputs }) {
    const angles = inputs[1]!.type.shape;
    const [B, T, H, K] = type.shape;
    // x [B, T, H, K] with angles [B, T, 1, K/2], as models have it, is one node: B·T tokens in a row, whose angles are a table.
    if (type.shape.length === 4 && sameShape(angles, shape([B!, T!, 1, Number(K) / 2]))) {
      const table = (name: string): string => e.node('Reshape', [name, e.ints([-1, Number(K) / 2])]);
      const flat = e.node('Reshape', [x!, e.dims([1, mulDims(B!, T!), mulDims(H!, K!)])]);
      const turned = e.node('com.microsoft:RotaryEmbedding', [flat, e.ints([0]), table(c!), table(s!)]);
      return e.node('Reshape', [turned, e.dims(type.shape)]);
    }
    return turnHalves(e, x!, c!, s!, Number(type.shape.at(-1)));
  },
  eval([x, c, s], out) {
    const half = Number(out.shape.at(-1)) / 2;
    const index = broadcastIndex(shape([...out.shape.slice(0, -1), half]), c!.type.shape);
    const y = new Float64Array(x!.data.length);
    index.forEach((at, i) => {
      const first = Math.floor(i / half) * 2 * half + (i % half);
      const [x1, x2] = [x!.data[first]!, x!.data[first + half]!];
      y[first] = x1 * c!.data[at]! - x2 * s!.data[at]!;
      y[first + half] = x2 * c!.data[at]! + x1 * s!.data[at]!;
    });
    return y;
  },
  flops: (_, out) => 3 * count(numbers(out.shape)),
};
export const rotary = (x: Node, c: Node, s: Node): Node => apply(rotaryOp, [x, c, s], null);

function turnHalves(e: Emit, x: string, c: string, s: string, dHead: number): string {
  const axis = e.ints([-1]);
  const half = (k: 0 | 1): string =>
    e.node('Slice', [x, e.ints([(k * dHead) / 2]), e.ints([((k + 1) * dHead) / 2]), axis]);
  const [x1, x2] = [half(0), half(1)];
  const times = (a: string, b: string): string => e.node('Mul', [a, b]);
  return e.node(
    'Concat',
    [e.node('Sub', [times(x1, c), times(x2, s)]), e.node('Add', [times(x2, c), times(x1, s)])],
    { axis: -1 },
  );
}

export const fusedOps = { swiGlu: swiGluOp, rotary: rotaryOp };
