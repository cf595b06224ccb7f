import { afterAll, describe, expect, test } from 'vitest';
import { configurationId } from '@adaptbench/results';
import { compiledWork } from '../trial/__fixtures__/compiled-work.ts';
import { scratch, specOf } from '../trial/__fixtures__/real.ts';
import { estimateOf, estimateTrials } from './estimate.ts';

const s = scratch();
afterAll(() => s.dispose());

const rates = {
  start: 0.5,
  idleBytes: 100,
  compile: 0.25,
  answering: { perRun: 0.01, perFlop: 1e-9 },
};
const rehearsed = {
  compile: 1,
  perFlop: 2e-9,
  save: 0.3,
  write: 0.2,
  read: 0.1,
  peakBytes: 5000,
  explainedBytes: 2000,
};
const cost = {
  training: { runs: 10, flops: 5e9, bytes: 3000, weights: 1000, validations: 2 },
  judging: { runs: 5, flops: 1e8 },
  evaluation: { runs: 20, flops: 1e9, bytes: 1500, weights: 1000 },
  request: { runs: 1, flops: 1e7 },
  items: 100,
  preparing: 0.2,
};

describe('an estimate', () => {
  test('adds up what each process does', () => {
    const { seconds, secondProcess, timingSeconds, bytes } = estimateOf(cost, rates, rehearsed);
    const train = 0.7 + 1 + 10 + (0.05 + 0.1) + 2 * 0.3 + 0.2 + 0.1;
    const evaluate = 0.7 + 0.25 + (0.2 + 1);
    expect(seconds).toBeCloseTo(train + evaluate, 9);
    expect(secondProcess).toBeCloseTo(0.7, 9);
    expect(timingSeconds).toBeCloseTo(0.7 + 0.1 + 0.5 + 4 * 0.02 * seconds, 9);
    // More than the evaluation's, which has a process's own 80 MiB here.
    expect(bytes).toBe(100 + 80 * 2 ** 20 + 1000 + 1.85 * 500);
    const large = { ...rehearsed, peakBytes: 2 ** 30 };
    expect(estimateOf(cost, rates, large).bytes).toBe(2 ** 30 + 1.85 * 1000);
    expect(estimateOf(cost, rates, null).bytes).toBe(100 + 80 * 2 ** 20 + 1000 + 1.85 * 2000);
  });
  test('of what trains nothing has one process less', () => {
    const prompted = { ...cost, training: null, judging: { runs: 0, flops: 0 } };
    expect(estimateOf(prompted, rates, null).seconds).toBeCloseTo(0.7 + 0.25 + 1.2, 9);
    expect(estimateOf(prompted, rates, null).bytes).toBe(100 + 80 * 2 ** 20 + 1000 + 1.85 * 500);
  });
  test('is made for every configuration, of what cannot work too', async () => {
    const task = { name: s.reviews, train: 8, validation: 4, test: 8 };
    const training = { epochs: 1, batchSize: 4, learningRate: 0.01 };
    const plan = [
      specOf({ method: 'icl', task, config: { shots: 1 } }),
      specOf({ method: 'lora', task, config: { rank: 2 }, training }),
      specOf({ method: 'prefix', task, config: { length: 500 }, training }),
    ];
    const estimates = await estimateTrials(plan, () => compiledWork('../work.ts'));
    const [icl, lora, impossible] = plan.map((spec) => estimates.get(configurationId(spec))!);
    expect(lora!.seconds).toBeGreaterThan(icl!.seconds);
    expect(icl!.seconds).toBeGreaterThan(0.05);
    expect(icl!.bytes).toBeGreaterThan(50e6);
    expect(impossible).toEqual({
      seconds: 0,
      timingSeconds: 0,
      bytes: 0,
      skipped: expect.stringMatching(/500/),
    });
  });
});
