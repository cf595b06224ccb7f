import { constantOp } from '../leaf.ts';
import type { Op } from '../node.ts';
import { broadcastOps } from './broadcast.ts';
import { elementwiseOps } from './elementwise.ts';
import { fusedOps } from './fused.ts';
import { indexOps } from './index-ops.ts';
import { layoutOps } from './layout.ts';
import { matmulOps } from './matmul.ts';
import { normOps } from './norm.ts';
import { softmaxOps } from './softmax.ts';

/** Every op there is. To add one: define and name it in a family file, and give it a row in the family's cases. */
export const ops = {
  constant: constantOp,
  ...elementwiseOps,
  ...matmulOps,
  ...normOps,
  ...fusedOps,
  ...softmaxOps,
  ...broadcastOps,
  ...layoutOps,
  ...indexOps,
} as const satisfies Record<string, Op<never>>;
export type OpName = keyof typeof ops;
