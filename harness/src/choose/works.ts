/** What a trial's time is made of, in little: a training step, the reading of prompts, the writing of answers. */
import {
  type LoadedModel,
  applyMethod,
  feedState,
  initialState,
  noPatch,
  patchedModel,
  random,
  scoredTokens,
  trainBatch,
  trainPrograms,
  trainables,
} from '@adaptbench/core';
import { type Engine, type Tensor, adamWDefaults } from '@adaptbench/graph';
import lora from '@adaptbench/lora';

export const workNames = ['train step', 'prompt', 'decode'] as const;
export type WorkName = (typeof workNames)[number];

/** Texts of a batch, their tokens, and the tokens that are written after as many as half of them. */
export const ROWS = 4;
const TOKENS = 32;
export const NEW_TOKENS = 4;

/** Ready to do its work once; the first time compiles what is not compiled yet. */
export type Work = () => Promise<unknown>;

/** `model`: with prompts that are ids. */
export const openWork: Readonly<Record<WorkName, (model: LoadedModel, engine: Engine) => Promise<Work>>> = {
  'train step': openStep,
  async prompt(model, engine) {
    const asked = patchedModel(model, engine, noPatch, new Map());
    const requests = texts(model, TOKENS).map((ids) => ({ context: ids.join(' '), continuations: [' 1'] }));
    return () => asked.score(requests);
  },
  async decode(model, engine) {
    const asked = patchedModel(model, engine, noPatch, new Map());
    const requests = texts(model, TOKENS / 2).map((ids) => ({
      context: ids.join(' '),
      maxNewTokens: NEW_TOKENS,
      stop: [],
      ignoreEnd: true,
    }));
    return () => asked.generate(requests);
  },
};

/** Of LoRA with its defaults, whose gradients pass through every frozen weight; always from the same state. */
async function openStep(model: LoadedModel, engine: Engine): Promise<Work> {
  const { patch } = applyMethod(lora, lora.config.parse({}), model);
  const trained = trainables(model.architecture, patch).map((one) => ({ ...one, weightDecay: 0 }));
  const { step } = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: 1,
  });
  const executable = await engine.compile(step, {
    frozen: (name) => model.frozen(name),
    prefer: 'memory',
  });
  const params = feedState(model.architecture, patch, initialState(model, patch, 0));
  const moments = Object.entries(params).flatMap(([name, { shape, data }]) =>
    ['m', 'v'].map((k): [string, Tensor] => [`${k}.${name}`, { shape, data: new Float32Array(data.length) }]),
  );
  // The last token of a text is only predicted.
  const examples = texts(model, TOKENS + 1).map((ids) => ({ ids, from: TOKENS }));
  const feeds = {
    ...params,
    ...Object.fromEntries(moments),
    ...trainBatch(examples, patch.positions, scoredTokens(examples)).feeds,
    learningRate: { shape: [], data: Float32Array.of(1e-4) },
    step: { shape: [], data: Float32Array.of(1) },
  };
  return () => executable.run(feeds);
}

function texts({ architecture }: LoadedModel, tokens: number): number[][] {
  const r = random(0, 'choose');
  const { vocabulary } = architecture.shape;
  return Array.from({ length: ROWS }, () => Array.from({ length: tokens }, () => r.below(vocabulary)));
}
