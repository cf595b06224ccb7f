/** A training step as a call: one run of one program, or a run a batch and one update where gradients are accumulated. */
import { type Engine, type Executable, type Tensor, resolveShape } from '@adaptbench/graph';
import type { Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import type { Random } from '../basics/random.ts';
import type { TrainBatch } from './batches.ts';
import type { TrainPrograms } from './program.ts';

export interface Stepper {
  step(
    batches: readonly TrainBatch[],
    tensors: Tensors,
    learningRate: number,
    step: number,
    r: Random,
  ): Promise<{ tensors: Tensors; loss: number }>;
  dispose(): Promise<void>;
}

/** One program where a step is one batch; a program for sums and one for the update where gradients are accumulated. */
export async function openStepper(
  engine: Engine,
  model: LoadedModel,
  programs: TrainPrograms,
  accumulate: number,
): Promise<Stepper> {
  const options = { frozen: (name: string) => model.frozen(name), prefer: 'memory' } as const;
  const compiled: Executable[] = [];
  const compile = async (p: TrainPrograms['step']): Promise<Executable> => {
    const e = await engine.compile(p, options);
    compiled.push(e);
    return e;
  };
  const trained = new Set(
    [...programs.update.inputs.values()].flatMap(({ name, role }) => (role === 'param' ? [name] : [])),
  );
  const fused = accumulate === 1 ? await compile(programs.step) : null;
  const sum = fused ? null : await compile(programs.accumulate);
  const update = fused ? null : await compile(programs.update);
  return {
    async step(batches, tensors, learningRate, step, r) {
      const rates = { learningRate: number(learningRate), step: number(step) };
      const state = Object.fromEntries(tensors);
      const feeds = (b: TrainBatch): Record<string, Tensor> => ({
        ...b.feeds,
        ...dropoutFeeds(programs, b, r),
      });
      if (fused) {
        const {
          loss,
          gradientNorm: _,
          ...next
        } = await fused.run({ ...state, ...feeds(batches[0]!), ...rates });
        return { loss: loss!.data[0]!, tensors: asTensors(next) };
      }
      let sums: Record<string, Tensor> = Object.fromEntries(
        [...tensors].flatMap(([n, t]) =>
          trained.has(n) ? [[`sum.${n}`, { shape: t.shape, data: new Float32Array(t.data.length) }]] : [],
        ),
      );
      let total = 0;
      for (const b of batches) {
        const params = Object.fromEntries([...tensors].filter(([n]) => trained.has(n)));
        const { loss, ...next } = await sum!.run({ ...params, ...sums, ...feeds(b) });
        total += loss!.data[0]!;
        sums = next;
      }
      const { gradientNorm: _, ...next } = await update!.run({ ...state, ...sums, ...rates });
      return { loss: total, tensors: asTensors(next) };
    },
    async dispose() {
      for (const e of compiled) await e.dispose();
    },
  };
}

const number = (x: number): Tensor => ({ shape: [], data: Float32Array.of(x) });
const asTensors = (record: Readonly<Record<string, Tensor>>): Tensors =>
  new Map(Object.entries(record).map(([n, t]) => [n, { shape: t.shape, data: t.data as Float32Array }]));

function dropoutFeeds(programs: TrainPrograms, batch: TrainBatch, r: Random): Record<string, Tensor> {
  const [B, T] = batch.feeds['ids']!.shape;
  const env = { B: B!, T: T!, S: batch.feeds['scored']!.shape[1]! };
  return Object.fromEntries(
    programs.dropouts.map(({ name, rate, type }) => {
      const shape = resolveShape(type.shape, env);
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        Number(r.uniform() >= rate),
      );
      return [name, { shape, data }];
    }),
  );
}
