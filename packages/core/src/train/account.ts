/** What a run has cost, from its plan alone: the same for a run in one piece and one that was cut. */
import { type Env, type MemoryAccount, type Program, flops, memory } from '@adaptbench/graph';
import { batchSizes } from './batches.ts';
import type { StepPlan } from './plan.ts';
import type { TrainPrograms } from './program.ts';

export interface RunAccount {
  /** Floating-point operations, padding included, by the programs' own count. */
  readonly flops: number;
  /** What the largest batch needs, by lifetimes. */
  readonly memory: MemoryAccount;
}

/** Of the first `steps` steps of a plan, one at least. */
export function accountOf(plan: StepPlan, steps: number, p: TrainPrograms, accumulate: number): RunAccount {
  const fused = accumulate === 1;
  const pass = costOf(fused ? p.step : p.accumulate);
  let work = fused ? 0 : steps * flops(p.update, {});
  let largest: Env = {};
  let most = 0;
  for (let step = 1; step <= steps; step++)
    for (const batch of plan.examples(step)) {
      const env = batchSizes(batch);
      work += pass(env);
      if (env.B * env.T > most) [most, largest] = [env.B * env.T, env];
    }
  return { flops: work, memory: fused ? memory(p.step, largest, p.gradients) : summing(p, largest) };
}

/** While gradients are summed, the moments wait outside the program. */
function summing(p: TrainPrograms, env: Env): MemoryAccount {
  const account = memory(p.accumulate, env, p.gradients);
  const moments = 2 * account.trainable;
  return { ...account, optimizer: account.optimizer + moments, total: account.total + moments };
}

/** Operations of a run by its sizes; few distinct ones occur. */
function costOf(program: Program): (env: Env) => number {
  const known = new Map<string, number>();
  return (env) => {
    const key = JSON.stringify(env);
    const value = known.get(key) ?? flops(program, env);
    known.set(key, value);
    return value;
  };
}
