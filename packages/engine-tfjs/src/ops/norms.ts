/** Normalisation, and what the graph has as one op and TensorFlow as several. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { type Emit, typeAttribute } from '../nodes/emit.ts';
import type { Kit, Rows } from './row.ts';

type Tf = Kit['tf'];
type Tensor = tfjs.Tensor;

const f32 = typeAttribute('f32');
const i32 = typeAttribute('i32');
const op = (e: Emit, name: string, ...inputs: string[]): string => e.typed(name, inputs, 'f32');

const meanLast = (tf: Tf, x: Tensor): Tensor => tf.mean(x, -1, true);
const meanNode = (e: Emit, x: string): string =>
  e.node('Mean', [x, e.ints([-1])], { T: f32, Tidx: i32, keep_dims: { b: true } });
/** 1 / √(mean(x²) + ε), last axis kept. */
const inverseRoot = (tf: Tf, x: Tensor, eps: number): Tensor =>
  tf.rsqrt(tf.add(meanLast(tf, tf.square(x)), eps));
const inverseRootNode = (e: Emit, x: string, eps: number): string =>
  op(e, 'Rsqrt', op(e, 'AddV2', meanNode(e, op(e, 'Square', x)), e.float(eps)));

export const norms = {
  rmsNorm: {
    portable: ([x, w], { attrs: { eps }, kit: { tf } }) => tf.mul(tf.mul(x!, inverseRoot(tf, x!, eps)), w!),
    tensorflow: (e, [x, w], _, { eps }) => op(e, 'Mul', op(e, 'Mul', x!, inverseRootNode(e, x!, eps)), w!),
  },
  layerNorm: {
    portable([x, w, b], { attrs: { eps }, kit: { tf } }) {
      const centred = tf.sub(x!, meanLast(tf, x!));
      return tf.add(tf.mul(tf.mul(centred, inverseRoot(tf, centred, eps)), w!), b!);
    },
    tensorflow(e, [x, w, b], _, { eps }) {
      const centred = op(e, 'Sub', x!, meanNode(e, x!));
      return op(e, 'AddV2', op(e, 'Mul', op(e, 'Mul', centred, inverseRootNode(e, centred, eps)), w!), b!);
    },
  },
  softmax: {
    portable: ([x], { kit: { tf } }) => tf.softmax(x!),
    tensorflow: (e, [x]) => op(e, 'Softmax', x!),
  },
  logSoftmax: {
    portable: ([x], { kit: { tf } }) => tf.logSoftmax(x!),
    tensorflow: (e, [x]) => op(e, 'LogSoftmax', x!),
  },
  swiGlu: {
    portable: ([x, y], { kit: { tf } }) => tf.mul(tf.mul(x!, tf.sigmoid(x!)), y!),
    tensorflow: (e, [x, y]) => op(e, 'Mul', op(e, 'Mul', x!, op(e, 'Sigmoid', x!)), y!),
  },
  rotary: {
    portable([x, c, s], { kit: { tf } }) {
      const [x1, x2] = tf.split(x!, 2, -1) as [Tensor, Tensor];
      const turned = [tf.sub(tf.mul(x1, c!), tf.mul(x2, s!)), tf.add(tf.mul(x2, c!), tf.mul(x1, s!))];
      return tf.concat(turned, -1);
    },
    tensorflow(e, [x, c, s]) {
      const first = e.node('Split', [e.ints([-1], []), x!], { T: f32, num_split: { i: 2 } });
      const second = `${first}:1`;
      const turned = [
        op(e, 'Sub', op(e, 'Mul', first, c!), op(e, 'Mul', second, s!)),
        op(e, 'AddV2', op(e, 'Mul', second, c!), op(e, 'Mul', first, s!)),
      ];
      return e.node('ConcatV2', [...turned, e.ints([-1], [])], { T: f32, N: { i: 2 }, Tidx: i32 });
    },
  },
} satisfies Partial<Rows>;
