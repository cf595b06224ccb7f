/** The scheme that `--search` follows: the best of those that were tried on some tasks, reported on others (`results/regret`). */
import { goldProbability, jointly, lowLoss, recentredAccuracy } from './evidence.ts';
import { pausing } from './pausing.ts';
import { FACTOR } from './schedule.ts';

export const search = pausing({
  name: 'search',
  score: jointly(goldProbability, recentredAccuracy, lowLoss),
  factor: FACTOR,
  waits: true,
  methodsFirst: false,
  ratesFirst: true,
});
