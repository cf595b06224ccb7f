/** Cross-entropy at chosen positions. */
import type { Node } from './node.ts';
import { sumAll } from './ops/broadcast.ts';
import { mul, neg } from './ops/elementwise.ts';
import { pick } from './ops/index-ops.ts';
import { logSoftmax } from './ops/softmax.ts';

/** log p(target) at each position: logits [.., V], targets i32 [..] → [..]. */
export const logProbability = (logits: Node, targets: Node): Node => pick(logSoftmax(logits), targets);

/** −Σ weight · log p(target): a mean when the weights sum to 1; a position of weight 0 does not count. */
export const crossEntropy = (logits: Node, targets: Node, weights: Node): Node =>
  neg(sumAll(mul(weights, logProbability(logits, targets))));
