/**
 * What a training has made of a model. A patch may be trained in another form than it is stored in (`StoredForm`); what it trained of the
 * checkpoint becomes the model's own (`settled`). Here all of this is one value: files on disk, and a model that answers.
 */
import type { Engine } from '@adaptbench/graph';
import type { ArtifactFormat, Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { noPatch } from '../patch/no-patch.ts';
import { type PatchedModel, patchedModel } from './patched-model.ts';
import type { PatchedModelOptions } from './runner.ts';
import { mergedModel, settled } from '../patch/settled.ts';
import { plainFormat } from '../files/plain-format.ts';
import { storedPatch, storedState } from '../patch/stored-form.ts';

/** What is tuned. */
export interface Base {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly patch: Patch;
}

export interface Tuned {
  /** Tensors as they are stored. */
  readonly state: Tensors;
  /** Whether tensors of the checkpoint are others: such a model needs programs of its own. */
  readonly changesWeights: boolean;
  /** The artefact: files by name, in the method's own format or as plain tensors. */
  files(): ReadonlyMap<string, Uint8Array>;
  open(options?: PatchedModelOptions): PatchedModel;
  /** The model with the patch folded into its weights; null where it cannot be, or is part of them already. */
  openMerged(): PatchedModel | null;
  /** Takes the place of what `opened`, a model of the same base, was tuned to. Not where `changesWeights`. */
  putInto(opened: PatchedModel): void;
}

/** @param state the stored patch's */
function tunedOf({ model, engine, patch }: Base, state: Tensors): Tuned {
  const form = storedPatch(patch);
  const used = settled(model, form, state);
  const { merge, params, positions, head } = used.patch;
  return {
    state,
    changesWeights: used.model !== model,
    files: () => formatOf(form).write(state, model.reference),
    open: (options) => patchedModel(used.model, engine, used.patch, used.state, options),
    openMerged() {
      if (merge === null || params.length === 0) return null;
      return patchedModel(
        mergedModel(used.model, merge(used.state)),
        engine,
        { ...noPatch, positions, ...(head ? { head } : {}) },
        used.state,
      );
    },
    putInto: (opened) => opened.setState(used.state),
  };
}

/** As a training leaves it. */
export const tunedTo = async (base: Base, trained: Tensors): Promise<Tuned> =>
  tunedOf(base, await storedState(base.engine, base.patch, trained));

/** As it was stored. @throws LoadError where the files do not fit the patch */
export const tunedFrom = (base: Base, files: ReadonlyMap<string, Uint8Array>): Tuned =>
  tunedOf(base, formatOf(storedPatch(base.patch)).read(files));

/** With nothing to train: the model as it is. */
export const untuned = (base: Base): Tuned => tunedOf(base, new Map());

/** A model between the steps of a training: one state after another in the same programs. */
export interface ModelInTraining {
  /** The model, tuned to these trained tensors until the next call. */
  at(trained: Tensors): Promise<PatchedModel>;
  /** With what it was tuned to last, for work that goes on with its programs and disposes of it; null before the first `at`. */
  opened(): PatchedModel | null;
  dispose(): Promise<void>;
}

export function inTraining({ model, engine, patch }: Base, options: PatchedModelOptions): ModelInTraining {
  let opened: PatchedModel | null = null;
  return {
    async at(trained) {
      const state = await storedState(engine, patch, trained);
      opened ??= patchedModel(model, engine, storedPatch(patch), state, options);
      opened.setState(state);
      // A value of its own for each state: prompts remember what they found out of a model.
      return { ...opened };
    },
    opened: () => opened,
    dispose: async () => opened?.dispose(),
  };
}

const formatOf = (patch: Patch): ArtifactFormat => patch.artifact ?? plainFormat;
