/** Looks at real trainings that pause: in a process that they share, and killed on their way. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DoneTrial, type TrialRecord, type TrialSpec, trialId } from '@adaptbench/results';
import { compiledWork } from './__fixtures__/compiled-work.ts';
import { lasting } from './__fixtures__/lasting.ts';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { artifactFiles, runReal, specOf } from './__fixtures__/real.ts';
import { sharedProcesses } from './shared-processes.ts';

const s = ownScratch();
const folder = (name: string): string => path.join(s.dir, name);
/** 120 steps, the rate apart as in a sweep of rates. */
const trial = (learningRate: number): TrialSpec =>
  specOf({
    method: 'lora',
    task: { name: s.reviews, train: 16, validation: 6, test: 6 },
    config: { rank: 2, dropout: 0.1 },
    training: { epochs: 30, batchSize: 4, learningRate, validations: 3 },
  });
const look = (spec: TrialSpec, steps: number): TrialSpec => ({
  ...spec,
  screen: { steps, items: 4, paused: true },
});
function done(record: TrialRecord): DoneTrial {
  expect(record).toMatchObject({ state: 'done' });
  return record as DoneTrial;
}
const inOne = { oneProcess: true };

describe('looks in a process that they share', () => {
  test('are those of processes of their own, and the whole trial has its own memory', async () => {
    const shared = sharedProcesses(await compiledWork('../work.ts'));
    const trials = [0.01, 0.03].map(trial);
    const found: DoneTrial[] = [];
    try {
      for (const share of [0.1, 0.4])
        for (const spec of trials)
          found.push(done(await runReal(look(spec, share), folder('together'), { shared })));
    } finally {
      await shared.end();
    }
    for (const [i, record] of found.entries()) {
      expect(record.training!.steps).toBe([12, 48][Math.floor(i / 2)]);
      expect(record.phases.train).toMatchObject({ idleRssBytes: null, peakRssBytes: null });
    }
    for (const [i, spec] of trials.entries()) {
      const alone = done(await runReal(look(spec, 0.4), folder('alone')));
      expect(alone.training!.lossCurve).toEqual(found[2 + i]!.training!.lossCurve);
      expect(alone.accuracy).toEqual(found[2 + i]!.accuracy);
      const whole = done(await runReal(spec, folder('together'), inOne));
      const straight = done(await runReal(spec, folder('straight'), inOne));
      expect(lasting(whole)).toEqual(lasting(straight));
      expect(artifactFiles(spec, folder('together'))).toEqual(artifactFiles(spec, folder('straight')));
      expect(whole.phases.train!.peakRssBytes).toBeGreaterThan(whole.phases.train!.idleRssBytes!);
      expect(whole.phases.train!.idleRssBytes).toBeGreaterThan(20e6);
    }
  });
});

test('a look that is killed loses itself alone: the next goes on from the look before', async () => {
  const spec = trial(0.01);
  const first = done(await runReal(look(spec, 0.25), folder('killed')));
  expect(first.training!.steps).toBe(30);
  const abort = new AbortController();
  const killed = runReal(look(spec, 0.8), folder('killed'), {
    signal: abort.signal,
    onProgress: (_, { done: step }) => {
      if (step > 32) abort.abort(new Error('killed'));
    },
  });
  await expect(killed).rejects.toThrow('killed');
  let from = Infinity;
  const again = done(
    await runReal(look(spec, 0.8), folder('killed'), {
      // A look answers in its training's phase.
      onProgress: (_, { done: step, text }) => (from = text.startsWith('step') ? Math.min(from, step) : from),
    }),
  );
  // Not before the first look, though perhaps after a validation that the killed one came to.
  expect(from).toBeGreaterThan(30);
  expect(again.training!.lossCurve.slice(0, 30)).toEqual(first.training!.lossCurve);
  const whole = done(await runReal(spec, folder('killed'), inOne));
  const straight = done(await runReal(spec, folder('unbroken'), inOne));
  expect(lasting(whole)).toEqual(lasting(straight));
  expect(artifactFiles(spec, folder('killed'))).toEqual(artifactFiles(spec, folder('unbroken')));
  expect(trialId(spec)).toBe(whole.id);
});
