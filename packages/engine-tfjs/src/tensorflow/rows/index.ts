/** What an op becomes in TensorFlow's graph. One row an op: an op without one does not compile. */
import { type OpName, EngineError } from '@adaptbench/graph';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { products } from './products.ts';
import type { Row, Rows } from './row.ts';

const rows: Rows<OpName> = { ...elementwise, ...layout, ...products };
const byName: ReadonlyMap<string, Row<unknown>> = new Map(Object.entries(rows));

export function rowOf(name: string): Row<unknown> {
  const found = byName.get(name);
  if (!found) throw new EngineError(`internal: engine-tfjs has no TensorFlow nodes for "${name}"`);
  return found;
}
