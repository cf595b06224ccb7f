/** The product that a transformer spends its time in. */
import { type Dim, mulDims } from '../dim.ts';
import { type Node, type Op, apply } from '../node.ts';
import { type Type, ShapeError, broadcast, count, numbers, shape, show } from '../shape.ts';
import { broadcastIndex, sumTo } from './broadcast.ts';
import { reshape } from './layout.ts';

interface MatmulAttrs {
  /** Read x as [.., k, m]. */
  readonly transA: boolean;
  /** Read y as [.., n, k]; the layout in which Hugging Face stores linear weights. */
  readonly transB: boolean;
}
const last2 = (t: Type, transposed: boolean): readonly [Dim, Dim] => {
  const [r, c] = t.shape.slice(-2) as [Dim, Dim];
  return transposed ? [c, r] : [r, c];
};

/** [.., m, k] @ [.., k, n] → [.., m, n]; both of the same rank, batch axes broadcast. */
export const matmulOp: Op<MatmulAttrs> = {
  name: 'matmul',
  type([x, y], { transA, transB }) {
    const rank = x!.shape.length;
    if (rank < 2 || y!.shape.length !== rank)
      throw new ShapeError(
        `matmul: expected two tensors of one rank, 2 or more, got ${show(x!)} @ ${show(y!)}.`,
      );
    if (x!.dtype !== 'f32' || y!.dtype !== 'f32')
      throw new ShapeError(`matmul: expected f32, got ${show(x!)} @ ${show(y!)}.`);
    const [m, k] = last2(x!, transA);
    const [k2, n] = last2(y!, transB);
    if (k !== k2)
      throw new ShapeError(
        `matmul: expected [.., m, k] @ [.., k, n], got ${show(x!)}${transA ? 'ᵀ' : ''} @ ${show(y!)}${transB ? 'ᵀ' : ''}. Transpose or reshape one side.`,
      );
    const batch = broadcast('matmul', shape(x!.shape.slice(0, -2)), shape(y!.shape.slice(0, -2)));
    return { shape: shape([...batch, m, n]), dtype: 'f32' };
  },
  // C = A B: dA = dC Bᵀ, dB = Aᵀ dC; where an operand was read transposed, its gradient is transposed too.
  vjp(g, { inputs: [x, y] }, { transA, transB }) {
    const gx = transA ? matmul(y!, g, { transA: transB, transB: true }) : matmul(g, y!, { transB: !transB });
    const gy = transB ? matmul(g, x!, { transA: true, transB: transA }) : matmul(x!, g, { transA: !transA });
    return [sumTo(gx, x!.type.shape), sumTo(gy, y!.type.shape)];
  },
  onnx(e, [x, y], { inputs }, { transA, transB }) {
    const rank = inputs[0]!.type.shape.length;
    if (rank === 2) return e.node('Gemm', [x!, y!], { transA: Number(transA), transB: Number(transB) });
    const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    const flip = (name: string, yes: boolean): string => (yes ? e.node('Transpose', [name], { perm }) : name);
    return e.node('MatMul', [flip(x!, transA), flip(y!, transB)]);
  },
  eval([x, y], out, { transA, transB }) {
    const [m, n] = numbers(out.shape).slice(-2) as [number, number];
    const k = Number(last2(x!.type, transA)[1]);
    const batch = shape(out.shape.slice(0, -2));
    const ix = broadcastIndex(batch, shape(x!.type.shape.slice(0, -2)));
    const iy = broadcastIndex(batch, shape(y!.type.shape.slice(0, -2)));
    const c = new Float64Array(count(numbers(out.shape)));
    const [xs, ys] = [x!.data, y!.data];
    const [xr, xc] = transA ? [1, m] : [k, 1];
    const [yr, yc] = transB ? [1, k] : [n, 1];
    for (let b = 0; b < ix.length; b++)
      for (let i = 0; i < m; i++) {
        const row = (b * m + i) * n;
        for (let p = 0; p < k; p++) {
          const a = xs[ix[b]! * m * k + i * xr + p * xc]!;
          const from = iy[b]! * k * n + p * yr;
          for (let j = 0; j < n; j++) c[row + j]! += a * ys[from + j * yc]!;
        }
      }
    return c;
  },
  flops: ([x], out, { transA }) => 2 * count(numbers(out.shape)) * Number(last2(x!, transA)[1]),
};

/**
 * x @ y. Where y is a matrix and x has leading axes, these are folded into one, so that engines see a single large product.
 */
export function matmul(x: Node, y: Node, attrs: Partial<MatmulAttrs> = {}): Node {
  const full = { transA: attrs.transA ?? false, transB: attrs.transB ?? false };
  const s = x.type.shape;
  if (y.type.shape.length !== 2 || s.length <= 2) return apply(matmulOp, [x, y], full);
  if (full.transA)
    throw new ShapeError(`matmul: ${show(x.type)}ᵀ @ ${show(y.type)}: a folded operand cannot be transposed`);
  const folded = reshape(x, [mulDims(...s.slice(0, -1)), s.at(-1)!]);
  const product = apply(matmulOp, [folded, y], full);
  return reshape(product, [...s.slice(0, -1), product.type.shape[1]!]);
}

export const matmulOps = { matmul: matmulOp };
