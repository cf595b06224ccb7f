/** Normalisation, and what the graph has as one op and TensorFlow.js as several. */
import {
  type Tensor,
  add,
  concat,
  logSoftmax,
  mean,
  mul,
  rsqrt,
  sigmoid,
  softmax,
  split,
  square,
  sub,
} from '@tensorflow/tfjs-core';
import type { Lowerings } from './call.ts';

const meanLast = (x: Tensor): Tensor => mean(x, -1, true);
/** 1 / √(mean(x²) + ε), last axis kept. */
const inverseRoot = (x: Tensor, eps: number): Tensor => rsqrt(add(meanLast(square(x)), eps));

export const norms: Lowerings<'rmsNorm' | 'layerNorm' | 'softmax' | 'logSoftmax' | 'swiGlu' | 'rotary'> = {
  rmsNorm: ([x, w], { attrs: { eps } }) => mul(mul(x!, inverseRoot(x!, eps)), w!),
  layerNorm([x, w, b], { attrs: { eps } }) {
    const centred = sub(x!, meanLast(x!));
    return add(mul(mul(centred, inverseRoot(centred, eps)), w!), b!);
  },
  softmax: ([x]) => softmax(x!),
  logSoftmax: ([x]) => logSoftmax(x!),
  swiGlu: ([x, y]) => mul(mul(x!, sigmoid(x!)), y!),
  rotary([x, c, s]) {
    const [x1, x2] = split(x!, 2, -1) as [Tensor, Tensor];
    return concat([sub(mul(x1, c!), mul(x2, s!)), add(mul(x2, c!), mul(x1, s!))], -1);
  },
};
