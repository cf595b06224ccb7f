/** What a training would cost, from its programs and the texts that it would see; nothing is computed. */
import { type MemoryAccount, adamWDefaults } from '@adaptbench/graph';
import { trainables } from '../run/forward.ts';
import { accountOf } from './account.ts';
import { packsOf } from './packs.ts';
import { stepPlan } from './plan.ts';
import { trainPrograms } from './program.ts';
import type { TrainJob } from './train.ts';

export interface TrainingCost {
  readonly steps: number;
  /** Of the whole run, padding included. */
  readonly flops: number;
  /** Of its largest batch. */
  readonly memory: MemoryAccount;
  /** How often the state is judged. */
  readonly validations: number;
}

export function trainingCost({
  model,
  patch,
  examples,
  settings: s,
  seed,
}: Pick<TrainJob, 'model' | 'patch' | 'examples' | 'settings' | 'seed'>): TrainingCost {
  const trained = trainables(model.architecture, patch).map((t) =>
    Object.assign(t, { weightDecay: s.weightDecay }),
  );
  const programs = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: s.clipNorm,
    packs: packsOf(trained),
  });
  const plan = stepPlan(examples, s, seed);
  return {
    steps: plan.steps,
    validations: plan.evaluateAt.size,
    ...accountOf(plan, plan.steps, programs, s.accumulate),
  };
}
