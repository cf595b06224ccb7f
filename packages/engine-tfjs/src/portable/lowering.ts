/** What an op becomes on a portable backend: a call of TensorFlow.js or a few. One row an op: an op without one does not compile. */
import { type OpName, EngineError } from '@adaptbench/graph';
import type { Lowering, Lowerings } from './lower/call.ts';
import { elementwise } from './lower/elementwise.ts';
import { indexing } from './lower/indexing.ts';
import { layout } from './lower/layout.ts';
import { norms } from './lower/norms.ts';
import { products } from './lower/products.ts';

const lowerings: Lowerings<OpName> = {
  ...elementwise,
  ...indexing,
  ...layout,
  ...norms,
  ...products,
};

const byName: ReadonlyMap<string, Lowering<unknown>> = new Map(Object.entries(lowerings));

export function loweringOf(name: string): Lowering<unknown> {
  const found = byName.get(name);
  if (!found) throw new EngineError(`internal: engine-tfjs has no lowering for "${name}"`);
  return found;
}
