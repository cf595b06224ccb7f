/**
 * `pnpm pretrain`: corpus → tokenizer → random weights → training in stages → Hugging Face folder. Stopped and started again with the
 * same --work folder it goes on from its last checkpoint.
 *
 *   pnpm pretrain [--out packages/embedded/model] [--work runs/pretrain] [--threads 1] [--scale 1]
 *
 * --scale 0.01 trains on a hundredth of the sequences: to see that everything runs.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Tensors, train, trainStateFile } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import full from '@adaptbench/full';
import { type Training, writeCard } from './src/making/card.ts';
import { type LossMeter, lossMeter } from './src/making/held-back-loss.ts';
import { initialModel } from './src/making/initial.ts';
import { makeTokenizer } from './src/making/make-tokenizer.ts';
import { BETA2, HELD_BACK, type Stage, config, seed, stages } from './src/recipe.ts';
import { drawSequences } from './src/making/sequences.ts';
import { asStored, writeModel } from './src/making/write-folder.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'packages/embedded/model' },
    work: { type: 'string', default: 'runs/pretrain' },
    threads: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
  },
});
const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** The model as it is so far; it goes to its place when it is done. */
const folder = path.join(values.work, 'model');
await mkdir(folder, { recursive: true });
const tokenizer = await makeTokenizer(folder);
say(`tokenizer: ${tokenizer.vocabularySize} tokens`);
const model = initialModel(tokenizer, seed);
const engine = await createOrtEngine({ device: 'cpu', threads: Number(values.threads) });
const patch = full.patch(full.config.parse({}), model);
const meterOf = ({ mixture, length }: Stage): Promise<LossMeter> =>
  lossMeter(
    model,
    engine,
    patch,
    drawSequences(tokenizer, { seed, mixture, part: 'held back', count: HELD_BACK, length }),
  );

let state: Tensors | null = null;
const records: Training['stages'][number][] = [];
for (const [at, stage] of stages.entries()) {
  const { mixture, length, settings } = stage;
  const meter = await meterOf(stage);
  const count = Math.ceil(stage.sequences * Number(values.scale));
  const examples = drawSequences(tokenizer, { seed, mixture, part: 'train', count, length });
  say(`stage ${at + 1}, ${mixture}: ${count} sequences of ${length} tokens`);
  const outcome = await train({
    model,
    engine,
    patch,
    examples,
    settings,
    adamW: { beta2: BETA2 },
    seed,
    ...(state ? { initial: state } : {}),
    stateFile: trainStateFile(
      path.join(values.work, `stage-${at + 1}.safetensors`),
      JSON.stringify({
        seed,
        config,
        stages: stages.slice(0, at + 1),
        BETA2,
        first: examples[0]!.ids,
        count,
      }),
    ),
    async validate(tensors) {
      const loss = await meter.loss(tensors);
      say(`held-back loss ${loss.toFixed(4)}`);
      await writeModel(folder, tensors);
      return -loss;
    },
    onStep(step, steps, loss) {
      if (step % 100 === 0) say(`step ${step} of ${steps}: loss ${loss.toFixed(3)}`);
    },
  });
  if (outcome.diverged) throw new Error(`stage ${at + 1} diverged at step ${outcome.diverged.step}`);
  await meter.dispose();
  const { progress } = outcome;
  ({ state } = outcome);
  records.push({
    mixture,
    length,
    sequences: count,
    steps: progress.step,
    tokens: progress.tokens,
    seconds: Math.round(progress.seconds),
    heldBack: progress.evaluations.map(({ step, score }) => ({ step, loss: -score })),
  });
}
if (!state) throw new Error('internal: the recipe has no stage');
await writeModel(folder, state);
const meter = await meterOf(stages.at(-1)!);
const loss = await meter.loss(asStored(state));
await meter.dispose();
const training: Training = {
  seed,
  heldBackLoss: loss,
  parameters: [...state.values()].reduce((sum, { data }) => sum + data.length, 0),
  stages: records,
};
await writeFile(path.join(folder, 'training.json'), `${JSON.stringify(training, null, 2)}\n`);
await writeCard(folder);
await cp(folder, values.out, { recursive: true });
say(`done: held-back loss ${loss.toFixed(4)}; the model is in ${values.out}`);
