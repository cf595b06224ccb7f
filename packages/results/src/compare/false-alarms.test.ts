import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { type Noise, easeOf, flagged, simulatedRun, truths } from './__fixtures__/runs.ts';
import { compareRuns } from './compare.ts';

describe('a run again with other seeds flags something in at most 5 of 100 comparisons:', () => {
  test.each<[string, number, Noise, number]>([
    ['seeds and processes that hardly differ', 3, { seed: 0.01, times: 0.02, memory: 0.005 }, 0.15],
    ['seeds that differ, a busy machine', 3, { seed: 0.1, times: 0.2, memory: 0.05 }, 0.05],
    ['two seeds', 2, { seed: 0.05, times: 0.1, memory: 0.03 }, 0.1],
    ['one seed', 1, { seed: 0.1, times: 0.1, memory: 0.03 }, 0.1],
  ])('%s', (name, seeds, noise, itemSd) => {
    const draw = random(8, 'again', name);
    const experiments = 120;
    const first = Array.from({ length: seeds }, (_, i) => i);
    let alarms = 0;
    for (let e = 0; e < experiments; e++) {
      const ease = easeOf(4, 80, itemSd, draw);
      const old = simulatedRun(first, truths(4), ease, noise, draw);
      const now = simulatedRun(
        first.map((seed) => seed + 9),
        truths(4),
        ease,
        noise,
        draw,
      );
      if (flagged(compareRuns(old, now)).length > 0) alarms++;
    }
    expect(alarms / experiments).toBeLessThanOrEqual(0.05);
  });
});
