/** The scheme that `--search` follows: the best of those that were tried on some tasks, reported on others (`results/regret`). */
import { fallenLoss, goldProbability, jointly, recentredAccuracy } from './evidence.ts';
import { pausing } from './pausing.ts';
import { FACTOR } from './schedule.ts';

export const search = pausing({
  name: 'search',
  score: jointly(goldProbability, recentredAccuracy, fallenLoss),
  factor: FACTOR,
  waits: true,
  methodsFirst: false,
  ratesFirst: true,
});
