import { constantOp } from '../leaf.ts';
import type { Op } from '../node.ts';
import { broadcastToOp, sumToOp } from './broadcast.ts';
import * as e from './elementwise.ts';
import { rotaryOp, swiGluOp } from './fused.ts';
import { gatherOp, pickOp, scatterAddOp, spreadOp } from './index-ops.ts';
import { concatOp, padOp, reshapeOp, sliceOp, transposeOp } from './layout.ts';
import { matmulOp } from './matmul.ts';
import { layerNormOp, rmsNormOp } from './norm.ts';
import { logSoftmaxOp, softmaxOp } from './softmax.ts';

/** Every op there is. To add one: define it in a family file, name it here, give it a row in ops.test.ts. */
export const ops = {
  constant: constantOp,
  add: e.addOp,
  sub: e.subOp,
  mul: e.mulOp,
  div: e.divOp,
  minimum: e.minimumOp,
  greater: e.greaterOp,
  equal: e.equalOp,
  neg: e.negOp,
  exp: e.expOp,
  log: e.logOp,
  sqrt: e.sqrtOp,
  reciprocal: e.reciprocalOp,
  tanh: e.tanhOp,
  sigmoid: e.sigmoidOp,
  erf: e.erfOp,
  sin: e.sinOp,
  cos: e.cosOp,
  relu: e.reluOp,
  toFloat: e.toFloatOp,
  detach: e.detachOp,
  matmul: matmulOp,
  rmsNorm: rmsNormOp,
  layerNorm: layerNormOp,
  swiGlu: swiGluOp,
  rotary: rotaryOp,
  softmax: softmaxOp,
  logSoftmax: logSoftmaxOp,
  sumTo: sumToOp,
  broadcastTo: broadcastToOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  pad: padOp,
  concat: concatOp,
  gather: gatherOp,
  scatterAdd: scatterAddOp,
  pick: pickOp,
  spread: spreadOp,
} as const satisfies Record<string, Op<never>>;
export type OpName = keyof typeof ops;
