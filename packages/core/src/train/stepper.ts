/** A training step as a call: one run of one program, or a run a batch and one update where gradients are accumulated. */
import {
  type Engine,
  type FeedValue,
  type Resident,
  type ResidentExecutable,
  type Tensor,
  residentOf,
  resolveShape,
} from '@adaptbench/graph';
import type { Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import type { Random } from '../basics/random.ts';
import type { TrainBatch } from './batches.ts';
import { packed, unpacked } from './packs.ts';
import type { TrainPrograms } from './program.ts';

/** Holds the trained tensors and their moments where the engine computes. */
export interface Stepper {
  /** Gives the loss before the update. */
  step(batches: readonly TrainBatch[], learningRate: number, step: number, r: Random): Promise<number>;
  /** Trained tensors and moments after the last step. */
  state(): Promise<Tensors>;
  dispose(): Promise<void>;
}

type Residents = Readonly<Record<string, Resident>>;

/**
 * One program where a step is one batch; a program for sums and one for the update where gradients are accumulated. `tensors`: what
 * training goes on from.
 */
export async function openStepper(
  engine: Engine,
  model: LoadedModel,
  programs: TrainPrograms,
  tensors: Tensors,
  accumulate: number,
): Promise<Stepper> {
  const resident = residentOf(engine);
  const options = { frozen: (name: string) => model.frozen(name), prefer: 'memory' } as const;
  const compiled: ResidentExecutable[] = [];
  const compile = async (p: TrainPrograms['step']): Promise<ResidentExecutable> => {
    // A loss and a norm are read at once; the rest is what the next step begins with.
    const e = await resident.compile(p, options, (output) => output !== 'loss' && output !== 'gradientNorm');
    compiled.push(e);
    return e;
  };
  const fused = accumulate === 1 ? await compile(programs.step) : null;
  const sum = fused ? null : await compile(programs.accumulate);
  const update = fused ? null : await compile(programs.update);
  const put = async (all: Tensors): Promise<Residents> => {
    const out: Record<string, Resident> = {};
    for (const [name, t] of all) out[name] = await resident.put(t);
    return out;
  };
  const trained = [...programs.update.inputs.values()].flatMap(({ name, role }) =>
    role === 'param' ? [name] : [],
  );
  // Shared by all steps, as nothing writes to what is fed.
  const together = packed(programs.packs, tensors);
  const zeros = fused ? {} : await put(zeroSums(trained, together));
  let state = await put(together);
  const replace = (next: Residents): void => {
    release(state);
    state = next;
  };
  return {
    async step(batches, learningRate, step, r) {
      const rates = { learningRate: number(learningRate), step: number(step) };
      const feeds = (b: TrainBatch): Record<string, Tensor> => ({
        ...b.feeds,
        ...dropoutFeeds(programs, b, r),
      });
      if (fused) {
        const { outputs, resident: next } = await fused.run({ ...state, ...feeds(batches[0]!), ...rates });
        replace(next);
        return outputs['loss']!.data[0]!;
      }
      const params: Record<string, FeedValue> = Object.fromEntries(
        trained.map((name) => [name, state[name]!]),
      );
      let sums = zeros;
      let total = 0;
      for (const b of batches) {
        const { outputs, resident: next } = await sum!.run({ ...params, ...sums, ...feeds(b) });
        total += outputs['loss']!.data[0]!;
        if (sums !== zeros) release(sums);
        sums = next;
      }
      replace((await update!.run({ ...state, ...sums, ...rates })).resident);
      release(sums);
      return total;
    },
    async state() {
      const read = new Map<string, Tensor & { readonly data: Float32Array }>();
      for (const [name, value] of Object.entries(state)) {
        const { shape, data } = await value.read();
        read.set(name, { shape, data: data as Float32Array });
      }
      return unpacked(programs.packs, read);
    },
    async dispose() {
      release(state);
      release(zeros);
      for (const e of compiled) await e.dispose();
    },
  };
}

function release(values: Residents): void {
  for (const value of Object.values(values)) value.release();
}
const zeroSums = (trained: readonly string[], tensors: Tensors): Tensors =>
  new Map(
    trained.map((name) => {
      const { shape, data } = tensors.get(name)!;
      return [`sum.${name}`, { shape, data: new Float32Array(data.length) }];
    }),
  );
const number = (x: number): Tensor => ({ shape: [], data: Float32Array.of(x) });

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
