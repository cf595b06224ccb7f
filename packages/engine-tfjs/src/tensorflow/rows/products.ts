/** The product, normalisation, and what the graph has as one op and TensorFlow as several. */
import { type Emit, typeAttribute } from '../emit.ts';
import type { Rows } from './row.ts';

type Products = 'matmul' | 'rmsNorm' | 'layerNorm' | 'softmax' | 'logSoftmax' | 'swiGlu' | 'rotary';

const f32 = typeAttribute('f32');
const op = (e: Emit, name: string, ...inputs: string[]): string => e.typed(name, inputs, 'f32');
const meanLast = (e: Emit, x: string): string =>
  e.node('Mean', [x, e.ints([-1])], { T: f32, Tidx: typeAttribute('i32'), keep_dims: { b: true } });
/** 1 / √(mean(x²) + ε), last axis kept. */
const inverseRoot = (e: Emit, x: string, eps: number): string =>
  op(e, 'Rsqrt', op(e, 'AddV2', meanLast(e, op(e, 'Square', x)), e.float(eps)));

export const products: Rows<Products> = {
  matmul(e, inputs, { type }, { transA, transB }) {
    if (type.shape.length === 2)
      return e.node('MatMul', inputs, { T: f32, transpose_a: { b: transA }, transpose_b: { b: transB } });
    return e.node('BatchMatMulV2', inputs, { T: f32, adj_x: { b: transA }, adj_y: { b: transB } });
  },
  rmsNorm: (e, [x, w], _, { eps }) => op(e, 'Mul', op(e, 'Mul', x!, inverseRoot(e, x!, eps)), w!),
  layerNorm(e, [x, w, b], _, { eps }) {
    const centred = op(e, 'Sub', x!, meanLast(e, x!));
    return op(e, 'AddV2', op(e, 'Mul', op(e, 'Mul', centred, inverseRoot(e, centred, eps)), w!), b!);
  },
  softmax: (e, [x]) => op(e, 'Softmax', x!),
  logSoftmax: (e, [x]) => op(e, 'LogSoftmax', x!),
  swiGlu: (e, [x, y]) => op(e, 'Mul', op(e, 'Mul', x!, op(e, 'Sigmoid', x!)), y!),
  rotary(e, [x, c, s]) {
    const first = e.node('Split', [e.ints([-1], []), x!], { T: f32, num_split: { i: 2 } });
    const second = `${first}:1`;
    const turned = [
      op(e, 'Sub', op(e, 'Mul', first, c!), op(e, 'Mul', second, s!)),
      op(e, 'AddV2', op(e, 'Mul', second, c!), op(e, 'Mul', first, s!)),
    ];
    return e.node('ConcatV2', [...turned, e.ints([-1], [])], {
      T: f32,
      N: { i: 2 },
      Tidx: typeAttribute('i32'),
    });
  },
};
