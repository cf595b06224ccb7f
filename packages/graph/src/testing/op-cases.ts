/** Cases of every op: an op without a row does not compile. Known values, gradients, types and engines are all tested from here. */
import type { OpName } from '../ops/index.ts';
import type { Row } from './case.ts';
import { elementwiseCases } from './cases/elementwise.ts';
import { layoutCases } from './cases/layout.ts';
import { normCases } from './cases/norms.ts';
import { productCases } from './cases/products.ts';

export const cases: Record<OpName, Row> = {
  ...elementwiseCases,
  ...layoutCases,
  ...productCases,
  ...normCases,
};
