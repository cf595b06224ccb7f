/** The mean cross-entropy of a model over sequences, in nats a token. */
import {
  type Example,
  type Patch,
  type Tensors,
  feedState,
  patchedForward,
  scoredTokens,
  trainBatch,
} from '@adaptbench/core';
import type { LoadedModel } from '@adaptbench/core';
import { type Engine, crossEntropy, f32, i32, input, program } from '@adaptbench/graph';

const ROWS = 8;

export interface LossMeter {
  loss(state: Tensors): Promise<number>;
  dispose(): Promise<void>;
}

export async function lossMeter(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  sequences: readonly Example[],
): Promise<LossMeter> {
  const { logits } = patchedForward(model.architecture, patch);
  const loss = crossEntropy(logits, input('targets', i32('B', 'S')), input('weights', f32('B', 'S')));
  const executable = await engine.compile(program({ loss }), {
    frozen: (name) => model.frozen(name),
    prefer: 'memory',
  });
  const all = scoredTokens(sequences);
  return {
    async loss(state) {
      const weights = feedState(model.architecture, patch, state);
      let sum = 0;
      for (let at = 0; at < sequences.length; at += ROWS) {
        const { feeds } = trainBatch(sequences.slice(at, at + ROWS), 0, all);
        const out = await executable.run({ ...weights, ...feeds });
        sum += out['loss']!.data[0]!;
      }
      return sum;
    },
    dispose: () => executable.dispose(),
  };
}
