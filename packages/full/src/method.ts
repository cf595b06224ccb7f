/**
 * Training the checkpoint's own tensors: W ← W − η AdamW(∂L/∂W), no new parameters. All of them (full fine-tuning), or the few that
 * earlier work found to be enough: biases (BitFit, Zaken et al. 2021, arXiv 2106.10199), norms (Zhao et al. 2023, arXiv 2312.11420),
 * the head. A tied embedding is one tensor: its gradient sums over both uses.
 */
import {
  type ArtifactFormat,
  ConfigError,
  type LoadedModel,
  type Patch,
  type Tensors,
} from '@adaptbench/core';
import { floats } from '@adaptbench/graph';
import type { Selection } from './config.ts';

/** `where` is the setting, `what` names the tensors, in the error that a model without them gives. */
export function unfreezing(
  unfreezes: Selection,
  model: LoadedModel,
  { where, what }: { readonly where: string; readonly what: string },
  artifact: (model: LoadedModel) => ArtifactFormat,
): Patch {
  if (!model.architecture.weights.some((w) => unfreezes(w)))
    throw new ConfigError(
      `${where}: ${model.reference} (${model.architecture.modelType}) has no ${what}. Choose another part, or a model that has them.`,
    );
  return {
    params: [],
    unfreezes,
    positions: 0,
    hooks: () => ({}),
    merge: (state) => deltas(state, model),
    artifact: artifact(model),
  };
}

/** ΔW = W after training − W of the checkpoint. */
const deltas = (state: Tensors, model: LoadedModel): ReadonlyMap<string, Float32Array> =>
  new Map(
    [...state].map(([name, { data }]) => {
      const before = floats(model.frozen(name));
      return [name, data.map((w, i) => w - before[i]!)];
    }),
  );
