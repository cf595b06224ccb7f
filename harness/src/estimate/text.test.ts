import { expect, test } from 'vitest';
import { configurationId } from '@adaptbench/results';
import { specs } from '@adaptbench/results/testing';
import { estimateText } from './text.ts';

test('a plan has a line for each method, and says what will be skipped and why', () => {
  const plan = specs({ seeds: 1, set: { 'icl.shots': [0, 1], 'lora.rank': [1, 2] } });
  const runs = { seconds: 2, timingSeconds: 0, bytes: 5e6 };
  const skipped = { seconds: 0, timingSeconds: 0, bytes: 0, skipped: 'lora: rank is too large' };
  const estimates = new Map(
    plan.map((spec) => [
      configurationId(spec),
      spec.method === 'lora' && spec.config['rank'] === 2 ? skipped : runs,
    ]),
  );
  expect(estimateText(plan, { estimates, lanes: 1, latency: 'none' }).split('\n').slice(1, 3)).toEqual([
    '  icl   2 trials, 4.0 s, 5 MB',
    '  lora  2 trials, 2.0 s, 5 MB; 1 trial skipped: lora: rank is too large',
  ]);
});
