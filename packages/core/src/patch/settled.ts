/**
 * A trained patch as it is used: what it changed in the checkpoint becomes the model's own. Engines bind it once like any weight, and a
 * tuned model costs what it should.
 */
import { floats } from '@adaptbench/graph';
import type { Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';

export interface Settled {
  readonly model: LoadedModel;
  readonly patch: Patch;
  readonly state: Tensors;
}

/** Checkpoint tensors that the patch trained go into the model; its own parameters stay beside the weights. */
export function settled(model: LoadedModel, patch: Patch, state: Tensors): Settled {
  const { unfreezes, ...rest } = patch;
  if (!unfreezes) return { model, patch, state };
  const names = new Set(model.architecture.weights.filter((w) => unfreezes(w)).map((w) => w.name));
  return {
    model: {
      ...model,
      frozen: (name) => (names.has(name) ? { data: state.get(name)!.data } : model.frozen(name)),
    },
    patch: rest,
    state: new Map([...state].filter(([name]) => !names.has(name))),
  };
}

/** The model whose weights are W + ΔW, for `deltas` as a patch's `merge` gives them. */
export function mergedModel(model: LoadedModel, deltas: ReadonlyMap<string, Float32Array>): LoadedModel {
  return {
    ...model,
    frozen(name) {
      const delta = deltas.get(name);
      return delta ? { data: floats(model.frozen(name)).map((w, i) => w + delta[i]!) } : model.frozen(name);
    },
  };
}
