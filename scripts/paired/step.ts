/** A training step of a variant on a batch of a given shape, as `train` makes it. */
import {
  type ClassificationTask,
  type Example,
  type Item,
  type LoadedModel,
  type Prompt,
  VIRTUAL_IDS,
  batchSizes,
  encodeText,
  type Tensors,
  openStepper,
  packsOf,
  random,
  scoredTokens,
  startingState,
  trainBatch,
  trainPrograms,
  trainables,
  applyMethod,
} from '@adaptbench/core';
import { type Engine, adamWDefaults, flops } from '@adaptbench/graph';
import type { Took } from '@adaptbench/results';
import { askingMethod } from '../asking-method.ts';
import { timed } from './process.ts';

/** A method with what differs from its defaults. */
export interface Variant {
  readonly name: string;
  readonly method: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface BatchShape {
  readonly rows: number;
  /** Tokens of a text that are read; a method's virtual tokens come on top. */
  readonly tokens: number;
}

export interface OpenedStep {
  /** Floating-point operations of a step, by the graph's own count. */
  readonly flops: number;
  /** Tokens a row after virtual tokens and padding: what the graph reads. */
  readonly length: number;
  readonly trainable: number;
  /** Of the steps so far. */
  readonly losses: readonly number[];
  /** Makes one step, from the batch's arrays to the next state, and tells what it took. */
  run(): Promise<Took>;
  dispose(): Promise<void>;
}

const LEARNING_RATE = 1e-5;

/** Throws ConfigError where the model has nothing for the variant. */
export async function openStep(
  model: LoadedModel,
  engine: Engine,
  variant: Variant,
  shape: BatchShape,
): Promise<OpenedStep> {
  const method = askingMethod(variant.method);
  const { patch, prompt } = applyMethod(method, method.config.parse(variant.config), model);
  const trained = trainables(model.architecture, patch).map((t) => ({ ...t, weightDecay: 0 }));
  const programs = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: 1,
    packs: packsOf(trained),
  });
  const examples = batch(model, prompt, shape);
  const initial = await startingState({ model, engine, patch, seed: 0, labelWords: [' bad', ' good'] });
  const size = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  const begin: Tensors = new Map(
    trained.flatMap((t) => [
      [t.input, initial.get(t.name)!] as const,
      ...['m', 'v'].map(
        (moment) =>
          [`${moment}.${t.input}`, { shape: t.shape, data: new Float32Array(size(t.shape)) }] as const,
      ),
    ]),
  );
  const stepper = await openStepper(engine, model, programs, begin, 1);
  const env = batchSizes(examples);
  const losses: number[] = [];
  return {
    losses,
    flops: flops(programs.step, env),
    length: env.T,
    trainable: trained.reduce((n, t) => n + size(t.shape), 0),
    run: () =>
      timed(async () => {
        const fed = trainBatch(examples, patch.positions, scoredTokens(examples));
        const step = losses.length + 1;
        const loss = await stepper.step([fed], LEARNING_RATE, step, random(0, 'dropout', step));
        if (!Number.isFinite(loss)) throw new Error(`${variant.name}: step ${step} gave loss ${loss}`);
        losses.push(loss);
      }),
    dispose: () => stepper.dispose(),
  };
}

/** Random words behind the virtual tokens that the method's prompt begins with, the loss at one position a row. */
function batch(model: LoadedModel, prompt: Prompt, { rows, tokens }: BatchShape): Example[] {
  const front = encodeText(model.tokenizer, written(model, prompt)).filter((id) => id >= VIRTUAL_IDS);
  const r = random(0, 'throughput');
  const { vocabulary } = model.architecture.shape;
  return Array.from({ length: rows }, () => {
    // The last token is only predicted.
    const words = Array.from({ length: tokens + 1 }, () => r.below(vocabulary));
    return { ids: [...front, ...words], from: front.length + tokens };
  });
}

const item: Item = { id: 'train:0', fields: { text: 'a film' }, answer: 'good' };
const task: ClassificationTask = {
  kind: 'classification',
  name: 'throughput',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['bad', 'good'],
  templates: [
    {
      name: 'review',
      form: 'cloze',
      write: ({ fields }) => `Review: ${fields['text']}\nSentiment:`,
      verbalizer: { bad: [' bad'], good: [' good'] },
      separator: '\n\n',
    },
  ],
};
const written = ({ tokenizer, architecture }: LoadedModel, prompt: Prompt): string =>
  prompt
    .bind({
      task,
      template: 0,
      pool: [item],
      seed: 0,
      tokenizer,
      contextLength: architecture.shape.contextLength,
      frame: (text) => text,
    })
    .write(item);
