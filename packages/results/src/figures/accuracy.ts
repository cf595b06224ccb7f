/** How good answers are, on the unit scale of what they are judged by, and how many labelled items that takes. */
import { judged } from '../judged/metric.ts';
import { parseCount, parseShare } from '../amounts.ts';
import { percent } from '../text.ts';
import { figure, unit } from './figure.ts';

/** Its interval and its tests are those of `stats/over-seeds.ts` and `stats/paired.ts`: they know the items one by one. */
export const testAccuracy = figure({
  name: 'test accuracy',
  unit: { base: 'share', shown: '%', per: 0.01 },
  better: 'more',
  noise: 'items',
  over: 'mean',
  ways: [({ accuracy: { test } }) => (test.n === 0 ? null : judged(test).mean)],
  limit: {
    name: 'minAccuracy',
    takes: '<percent>',
    help: 'accuracy on validation, by which methods are chosen (on test where a run has no validation)',
    read: parseShare,
    says: () => 'it answers',
    text: percent,
  },
});

/** Items trained on; of what trains nothing, exemplars in the prompt, or none. */
export const labelledItems = figure({
  name: 'labelled items',
  unit: unit('items'),
  better: 'less',
  noise: 'none',
  over: 'highest',
  ways: [
    ({ training, fitting, spec }) => {
      const shots = spec.config['shots'];
      return training?.items ?? fitting?.items ?? (typeof shots === 'number' ? shots : 0);
    },
  ],
  limit: {
    name: 'labels',
    takes: '<n>',
    help: 'labelled items there are',
    read: parseCount,
    says: () => 'measured with',
    text: (n) => `${n} labelled items`,
  },
});
