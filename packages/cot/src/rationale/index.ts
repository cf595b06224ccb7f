export { type Equation, equations } from './equations.ts';
export { type Rationale, type RationaleMeasures, measureRationale } from './measures.ts';
export { type Quantity, quantities } from './quantities.ts';
export { checkedSteps } from './steps.ts';
