/** Trials with float16 weights, for real, on a tiny checkpoint. */
import path from 'node:path';
import {
  type DoneTrial,
  type TrialRecord,
  type TrialSpec,
  configurationId,
  trialId,
} from '@adaptbench/results';
import { expect, test } from 'vitest';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { runReal, specOf } from './__fixtures__/real.ts';

const s = ownScratch();
const task = () => ({ name: s.reviews, train: 16, validation: 4, test: 6 });
const training = { maxSteps: 3, validations: 1 };
const folder = (name: string): string => path.join(s.dir, name);
function done(record: TrialRecord): DoneTrial {
  if (record.state !== 'done') throw new Error(JSON.stringify(record));
  return record;
}

test('a method that freezes the base trains and answers with weights half as large, and losses that are near', async () => {
  const spec = specOf({ method: 'lora', task: task(), config: { rank: 2 }, training });
  const float16 = { ...spec, precision: 'float16' } as const;
  expect(trialId(float16)).not.toBe(trialId(spec));
  expect(configurationId(float16)).not.toBe(configurationId(spec));
  // Accounts of both phases are computed, so that one process may do both.
  const run = async (one: TrialSpec, name: string) =>
    done(await runReal(one, folder(name), { oneProcess: true }));
  const [full, half] = [await run(spec, '32'), await run(float16, '16')];
  const losses = ({ training: t }: DoneTrial): number[] => t!.lossCurve.map(({ loss }) => loss);
  losses(half).forEach((loss, i) => expect(Math.abs(loss / losses(full)[i]! - 1)).toBeLessThan(1e-2));
  for (const phase of ['train', 'evaluate'] as const) {
    const weights = (record: DoneTrial): number => record.phases[phase]!.explained!.weights;
    expect(weights(half)).toBeLessThan(0.6 * weights(full));
    expect(weights(half)).toBeGreaterThanOrEqual(0.5 * weights(full));
  }
  expect(half.provenance.labels['engine']).toMatch(/float16 weights$/);
});

test('a method that trains every matrix refuses it, and says why', async () => {
  const spec = { ...specOf({ method: 'full', task: task(), training }), precision: 'float16' } as const;
  expect(await runReal(spec, folder('full'))).toMatchObject({
    state: 'skipped',
    reason: expect.stringContaining(
      '--precision float16: it is for frozen weights, and full trains all matrices',
    ),
  });
});
