/** What is counted before a trial, against what the trial itself counts. */
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SHORT, runReal, scratch, specOf, withContext } from '../trial/__fixtures__/real.ts';
import { countTrial } from './count.ts';

const s = scratch();
afterAll(() => s.dispose());
const reviews = { name: s.reviews, train: 16, validation: 6, test: 12 };

describe('what a trial will compute', () => {
  test('is, of its training, what it then has computed', async () => {
    const spec = specOf({
      method: 'lora',
      task: reviews,
      config: { rank: 2 },
      training: { epochs: 2, batchSize: 4, learningRate: 0.01, validations: 2, validationItems: 6 },
    });
    const { training, judging, evaluation, items, request } = await countTrial(spec);
    const record = await runReal(spec, s.dir);
    if (record.state !== 'done' || !record.training) throw new Error(JSON.stringify(record));
    const { steps, tokens, flopsPerToken } = record.training;
    expect(training!.runs).toBe(steps);
    expect(training!.flops / (tokens * flopsPerToken!)).toBeCloseTo(1, 9);
    const explained = Object.values(record.phases.train!.explained!).reduce((a, b) => a + b, 0);
    expect(training!.bytes).toBe(explained);
    expect(items).toBe(18);
    // Twice six items, and eighteen: the sizes of batches differ a little.
    expect(judging.flops / evaluation.flops).toBeCloseTo(12 / 18, 1);
    expect(request.flops * items).toBeGreaterThan(0.5 * evaluation.flops);
  });

  test('grows with what a prompt holds, and needs no training where nothing trains', async () => {
    const of = (shots: number) =>
      countTrial(specOf({ method: 'icl', task: reviews, config: { shots }, template: SHORT }));
    const [none, two] = [await of(0), await of(2)];
    expect(none.training).toBeNull();
    expect(none.judging).toEqual({ runs: 0, flops: 0 });
    expect(two.request.flops).toBeGreaterThan(1.5 * none.request.flops);
  });

  test('of texts goes by how long right answers are', async () => {
    const task = { name: s.sums, kind: 'generation', extract: 'number', train: 4, validation: 4, test: 8 };
    const model = { reference: withContext(512, path.join(s.dir, 'wide')) };
    const sums = await countTrial(specOf({ method: 'icl', task, config: { shots: 0 }, model }));
    // A digit or two after the prompt, not as many tokens as an answer may have.
    expect(sums.request.runs).toBeGreaterThan(1);
    expect(sums.request.runs).toBeLessThan(8);
  });
});
