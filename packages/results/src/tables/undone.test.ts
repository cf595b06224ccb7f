import { expect, test } from 'vitest';
import type { DoneTrial, TrainingRecord } from '../record/record.ts';
import type { TrialSpec } from '../record/spec.ts';
import { recommend } from '../recommend/recommend.ts';
import { noConstraints } from '../recommend/constraints.ts';
import { done, specs, split } from '../testing/records.ts';
import { rowsOf } from './rows.ts';
import { undone } from './undone.ts';

const falling = Array.from({ length: 40 }, (_, i) => ({ step: i + 1, loss: 3 - i / 20 + (i % 2) / 50 }));
const level = falling.map(({ step, loss }) => ({ step, loss: step < 10 ? loss : 1 + (step % 3) / 50 }));
const trained = (spec: TrialSpec, training: Partial<TrainingRecord>, right = 30): DoneTrial => {
  const record = done(spec, split(right, 40));
  return { ...record, training: { ...record.training!, ...training } };
};
const said = (plan: readonly TrialSpec[], records: readonly DoneTrial[]): string[] =>
  undone(rowsOf(plan, records)).map(({ row, text }) => `${row.configuration}: ${text}`);

test('a loss that still falls is said with the epochs or the rate that would tell', () => {
  const plan = specs({ methods: ['lora'], sweep: false, seeds: 2 });
  expect(
    said(
      plan,
      plan.map((spec) => trained(spec, { lossCurve: falling })),
    ),
  ).toEqual([
    'defaults: the loss still fell at the end (49.2 % of its fall were in the second half): try --set lora.train.epochs=6 or --set lora.train.learningRate=0.003',
  ]);
  expect(
    said(
      plan,
      plan.map((spec) => trained(spec, { lossCurve: level })),
    ),
  ).toEqual([]);
});

test('of several rates only the best is told to rise, and only where it is the largest', () => {
  const plan = specs({ methods: ['lora'], sweep: false, set: { 'train.learningRate': [1e-4, 1e-3] } });
  const [low, high] = plan as [TrialSpec, TrialSpec];
  const better = (right: number) => [
    trained(low, { lossCurve: falling }, 20),
    trained(high, { lossCurve: falling }, right),
  ];
  expect(said(plan, better(30)).map((text) => text.replace(/: the loss .*: try /u, ': '))).toEqual([
    'learningRate=0.0001: --set lora.train.epochs=6',
    'learningRate=0.001: --set lora.train.epochs=6 or --set lora.train.learningRate=0.003',
    'learningRate=0.001: the best learning rate is the largest of those that were tried: try --set lora.train.learningRate=0.003',
  ]);
  expect(said(plan, better(10)).at(-1)).toContain('epochs=6');
  expect(said(plan, better(10))[1]).toBe(
    'learningRate=0.0001: the best learning rate is the smallest of those that were tried: try --set lora.train.learningRate=0.000033',
  );
});

test('a factor is raised as a factor, and steps that were limited as steps', () => {
  const [spec] = specs({ methods: ['lora'], sweep: false }) as [TrialSpec];
  const training = { ...spec.training!, learningRate: null, rateFactor: 3, maxSteps: 40 };
  const own = { ...spec, training };
  expect(said([own], [trained(own, { lossCurve: falling })])[0]).toContain(
    'try --set lora.train.maxSteps=80 or --set lora.train.rateFactor=9',
  );
});

test('a validation that still rises is said too, and recommend says both', () => {
  const plan = specs({ methods: ['lora'], sweep: false });
  const validationCurve = [0.5, 0.55, 0.85].map((accuracy, i) => ({ step: 10 * (i + 1), accuracy }));
  const rows = rowsOf(
    plan,
    plan.map((spec) => trained(spec, { validationCurve })),
  );
  const [found] = undone(rows);
  expect(found?.text).toMatch(
    /^validation still rose at the end \(by 30\.0 points since the one before\): try /u,
  );
  expect(recommend(rows, noConstraints)[0]?.open).toEqual([
    { text: `lora (defaults): ${found?.text}.`, gain: null },
  ]);
});
