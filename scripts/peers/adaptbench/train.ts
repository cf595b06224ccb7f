/** LoRA steps as train_lora.py makes them: the same batches, one label a row. Prints tokensPerSecond, stepMs, losses, peakRssBytes. */
import { readFile } from 'node:fs/promises';
import { feedState, initialState, trainBatch, trainPrograms, trainables } from '@adaptbench/core';
import { type Tensor, adamWDefaults, flops, memory } from '@adaptbench/graph';
import lora, { loraConfig } from '@adaptbench/lora';
import { open, peakRssBytes, print } from '../../paired/process.ts';
import { options } from '../../options.ts';
import { quantile } from '@adaptbench/results';

const o = options({
  model: '',
  batches: '',
  rank: '8',
  steps: '20',
  warmup: '3',
  threads: '2',
  device: 'cpu',
  learningRate: '1e-4',
});
const { model, engine } = await open(o.model, o.threads, o.device);
const { batches } = JSON.parse(await readFile(o.batches, 'utf8')) as { batches: { inputIds: number[][] }[] };
const patch = lora.patch(loraConfig.parse({ rank: Number(o.rank), alpha: 2 * Number(o.rank) }), model);
const trained = trainables(model.architecture, patch).map((t) => ({ ...t, weightDecay: 0.01 }));
const programs = trainPrograms(model.architecture, patch, trained, { ...adamWDefaults, maxGradientNorm: 1 });
const step = await engine.compile(programs.step, { frozen: (name) => model.frozen(name), prefer: 'memory' });
const scalar = (x: number): Tensor => ({ shape: [], data: Float32Array.of(x) });
let state: Record<string, Tensor> = feedState(model.architecture, patch, initialState(model, patch, 0));
for (const t of trained)
  for (const moment of ['m', 'v'])
    state[`${moment}.${t.input}`] = {
      shape: t.shape,
      data: new Float32Array(t.shape.reduce((a, b) => a * b, 1)),
    };

const losses: number[] = [];
const stepMs: number[] = [];
const [rows, tokens] = [batches[0]!.inputIds.length, batches[0]!.inputIds[0]!.length];
for (let i = 0; i < Number(o.warmup) + Number(o.steps); i++) {
  const { inputIds } = batches[i % batches.length]!;
  const start = performance.now();
  const { feeds } = trainBatch(
    inputIds.map((ids) => ({ ids, from: ids.length - 1 })),
    0,
    rows,
  );
  const {
    loss,
    gradientNorm: _,
    ...next
  } = await step.run({
    ...state,
    ...feeds,
    learningRate: scalar(Number(o.learningRate)),
    step: scalar(i + 1),
  });
  stepMs.push(performance.now() - start);
  losses.push(loss!.data[0]!);
  state = next;
}
const timed = stepMs.slice(Number(o.warmup));
// The last token of a row is only predicted, so it is not read; padding takes its place.
const env = { B: rows, T: Math.ceil((tokens - 1) / 8) * 8, S: 1 };
print({
  tokensPerSecond: (rows * tokens * 1000) / quantile(timed, 0.5),
  medianStepMs: quantile(timed, 0.5),
  stepMs: timed,
  losses,
  peakRssBytes: peakRssBytes(),
  gflopPerStep: flops(programs.step, env) / 1e9,
  gflopPerSecond: flops(programs.step, env) / 1e6 / quantile(timed, 0.5),
  computed: memory(programs.step, env, programs.gradients),
  trainableParameters: trained.reduce((n, t) => n + t.shape.reduce((a, b) => a * b, 1), 0),
});
await step.dispose();
