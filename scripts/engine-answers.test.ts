import { done, failed, manifestOf, specs, split } from '@adaptbench/results/testing';
import { expect, test } from 'vitest';
import { byMethod, trialRows } from './engine-answers-rows.ts';

const plan = specs({ methods: ['icl'], sweep: false, seeds: 2 });
const elsewhere = plan.map((spec) => ({ ...spec, engine: 'tfjs', device: 'wasm', threads: 1 }));
const outcome = (outcomes: string) => ({
  ...split(outcomes.split('1').length - 1, outcomes.length),
  outcomes,
});

test('trials are paired by what they are but for the engine, and items counted that are right on one engine alone', () => {
  const base = {
    manifest: manifestOf(plan),
    records: plan.map((spec) => done(spec, outcome('11'), outcome('1100'))),
  };
  const run = {
    manifest: manifestOf(elsewhere),
    records: [done(elsewhere[0]!, outcome('10'), outcome('1010')), failed(elsewhere[1]!)],
  };
  const [row, ...others] = trialRows(base, run);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    method: 'icl',
    seed: 0,
    validation: { n: 2, right: 2, otherRight: 1, onlyRight: 1, onlyOtherRight: 0 },
    test: { n: 4, right: 2, otherRight: 2, onlyRight: 1, onlyOtherRight: 1 },
  });
  expect(byMethod([row!, row!])).toMatchObject([{ trials: 2, test: { n: 8, onlyRight: 2 } }]);
});

test('trials that asked other items are no pair', () => {
  const of = (list: typeof plan, digest: string) => ({
    manifest: manifestOf(list),
    records: list.map((spec) => done(spec, split(3, 4, digest))),
  });
  expect(() => trialRows(of(plan, 'some'), of(elsewhere, 'others'))).toThrow(
    'expected the outcomes of the same validation items',
  );
});
