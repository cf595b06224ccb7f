/** Cases of every op: an op without a row does not compile. Known values, gradients, types and engines are all tested from here. */
import type { OpName } from '../ops/index.ts';
import type { Row } from './case.ts';
import { elementwiseCases, elementwiseRefusals } from './cases/elementwise.ts';
import { layoutCases, layoutRefusals } from './cases/layout.ts';
import { normCases, normRefusals } from './cases/norms.ts';
import { productCases, productRefusals } from './cases/products.ts';
import type { Refusal } from './refusal.ts';

export const cases: Record<OpName, Row> = {
  ...elementwiseCases,
  ...layoutCases,
  ...productCases,
  ...normCases,
};

/** What every op refuses. */
export const refusals: Record<OpName, readonly Refusal[]> = {
  ...elementwiseRefusals,
  ...layoutRefusals,
  ...productRefusals,
  ...normRefusals,
};
