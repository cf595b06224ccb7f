/** The scheme that `--search` follows: the best of those that were tried on some tasks, reported on others (`results/regret`). */
import { jointly, lowLoss, recentredAccuracy } from './evidence.ts';
import { pausing } from './pausing.ts';
import { FACTOR } from './schedule.ts';

export const search = pausing({
  name: 'search',
  score: jointly(recentredAccuracy, lowLoss),
  factor: FACTOR,
  waits: true,
  methodsFirst: true,
});
