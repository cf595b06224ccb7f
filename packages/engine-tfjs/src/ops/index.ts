/** What each op is in TensorFlow.js. An op without a row does not compile. */
import { EngineError } from '@adaptbench/graph';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { layout } from './layout.ts';
import { norms } from './norms.ts';
import { products } from './products.ts';
import type { Row, Rows } from './row.ts';

const rows: Rows = { ...elementwise, ...indexing, ...layout, ...norms, ...products };
const byName: ReadonlyMap<string, Row<unknown>> = new Map(Object.entries(rows));

export function rowOf(name: string): Row<unknown> {
  const found = byName.get(name);
  if (!found) throw new EngineError(`internal: engine-tfjs has no row for "${name}"`);
  return found;
}
