/** Reverse-mode differentiation: from outputs back to what is trained, and nowhere else. */
import { type Node, toposort } from './node.ts';
import { broadcastTo } from './ops/broadcast.ts';
import { joinPads } from './ops/layout.ts';
import { add } from './ops/elementwise.ts';
import { scalar } from './leaf.ts';
import { ShapeError, show } from './shape.ts';

/**
 * Gradients of Σ g·out with respect to each of `wrt`, as nodes; null where out does not depend on it. Only nodes between `wrt` and
 * `out` are differentiated: nothing flows below the lowest trained tensor, and frozen weights get no gradient.
 */
export function vjp(out: Node, g: Node, wrt: readonly Node[]): (Node | null)[] {
  const order = toposort([out]);
  const needed = new Set<Node>(wrt);
  for (const n of order) if (n.inputs.some((i) => needed.has(i))) needed.add(n);
  const parts = new Map<Node, Node[]>([[out, [g]]]);
  const grads = new Map<Node, Node>();
  const gradOf = (node: Node): Node | null => {
    const terms = parts.get(node);
    if (terms === undefined) return null;
    const known = grads.get(node) ?? joinPads(terms).reduce((a, b) => add(a, b));
    grads.set(node, known);
    return known;
  };
  // Users come before what they use, so that a node's parts are all there when it is met.
  for (const node of order.toReversed()) {
    if (!needed.has(node) || node.inputs.length === 0) continue;
    const gn = gradOf(node);
    if (gn === null) continue;
    const rule = node.op.vjp(gn, node, node.attrs);
    if (rule.length !== node.inputs.length)
      throw new Error(
        `internal: the gradient of ${node.op.name} gives ${rule.length} gradients for ${node.inputs.length} inputs`,
      );
    rule.forEach((gi, i) => {
      const input = node.inputs[i]!;
      if (gi === null || !needed.has(input)) return;
      const before = parts.get(input);
      if (before) before.push(gi);
      else parts.set(input, [gi]);
    });
  }
  return wrt.map(gradOf);
}

/** Gradients of a scalar loss. */
export function grad(loss: Node, wrt: readonly Node[]): (Node | null)[] {
  if (loss.type.shape.length !== 0)
    throw new ShapeError(`grad: expected a scalar loss, got ${show(loss.type)}`);
  return vjp(loss, broadcastTo(scalar(1), loss.type.shape), wrt);
}
