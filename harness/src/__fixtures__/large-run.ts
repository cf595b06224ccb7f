/** A run of 2,510 configurations with two seeds each on the disk, as a large sweep leaves it: for what must not take for ever, or fill a terminal. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { timingFixture, done, manifestOf, specs, split } from '@adaptbench/results/testing';
import type { DoneTrial, SplitOutcome, TrialSpec } from '@adaptbench/results';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** `ranks`: of LoRA, each with ten learning rates. `tasks`: training sizes, over which configurations are spread. */
export function largeRun(
  dir: string,
  ranks = 250,
  tasks = 1,
): { readonly rows: number; readonly records: number } {
  const set = {
    'icl.shots': upTo(10).map((n) => n - 1),
    'lora.rank': upTo(ranks),
    'train.learningRate': upTo(10).map((n) => n / 1000),
  };
  const plan = specs({ seeds: 2, set }).map((spec) => {
    const at = Number(spec.config['rank'] ?? spec.config['shots']) % tasks;
    return tasks === 1 ? spec : { ...spec, task: { ...spec.task, train: 2 ** at } };
  });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'manifest.json'), JSON.stringify(manifestOf(plan, { set, seeds: 2 })));
  writeFileSync(
    path.join(dir, 'trials.jsonl'),
    plan.map((spec) => `${JSON.stringify(record(spec))}\n`).join(''),
  );
  return { rows: 10 + 10 * ranks, records: plan.length };
}

/** Answers that depend on the configuration a little and on chance, 100 points of a loss, times of the first seed. */
function record(spec: TrialSpec): DoneTrial {
  const draw = random(spec.seed, JSON.stringify(spec.config), JSON.stringify(spec.training));
  const ability = spec.training === null ? 0.6 : 0.6 + 0.2 * draw.uniform();
  const answers = (n: number): SplitOutcome => {
    const outcomes = Array.from({ length: n }, () => (draw.uniform() < ability ? '1' : '0')).join('');
    return { ...split(0, n), correct: outcomes.split('1').length - 1, outcomes };
  };
  const trial = done(spec, answers(100), answers(200));
  const lossCurve = upTo(100).map((step) => ({ step, loss: 2 / step + draw.uniform() }));
  return {
    ...trial,
    training: trial.training && { ...trial.training, lossCurve },
    timing: spec.seed === 0 ? timingFixture(spec) : null,
  };
}
