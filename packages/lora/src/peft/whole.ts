/**
 * Matrices of the model that a folder changes as a whole: stored ones (`modules_to_save`, `save_embedding_layers`, trained biases), single rows
 * (`trainable_token_indices`), and updates of the embeddings and the head, which are added here. A model whose head is its embeddings
 * has one matrix for both: what PEFT would change in one of them alone is refused.
 */
import {
  LoadError,
  type LoadedModel,
  MERGE_FIRST,
  oneLine,
  shown,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
} from '@adaptbench/core';
import { floats } from '@adaptbench/graph';
import { fromPattern } from '../pattern.ts';
import type { PeftFolder } from './config.ts';
import type { PeftSettings } from './settings.ts';
import { HEAD, type Tensor, type Update, isEmbedding } from './tensors.ts';

/** A tensor of the model as the folder has it. Throws LoadError where the folder does not fit the model. */
export function savedTensor(name: string, folder: PeftFolder, model: LoadedModel): Tensor {
  const { tensors, settings } = folder;
  const module = name.replace(/\.weight$/, '');
  const rows = tensors.rows.get(module);
  const update = tensors.updates.get(module);
  const stored = tensors.whole.get(name);
  if (!rows && !update && stored) return stored;
  if (rows && update)
    throw new LoadError(
      `${PEFT_WEIGHTS}: ${oneLine(module)} has both new rows and an update, which is not computed here. ${MERGE_FIRST}.`,
    );
  const { shape } = model.architecture.weights.find((w) => w.name === name)!;
  const data = Float32Array.from(stored?.data ?? floats(model.frozen(name)));
  if (rows) putRows(data, shape, module, rows, settings);
  if (update && settings.init === 'plain' && !(settings.use_dora ?? false))
    addUpdate(data, shape, module, update, settings);
  else if (update)
    throw new LoadError(
      `${PEFT_CONFIG}: ${settings.init === 'plain' ? 'use_dora' : 'init_lora_weights'} is ${shown(settings.init === 'plain' ? true : settings.init)} at ${oneLine(module)}: only a plain update of the embeddings or the head is read. ${MERGE_FIRST}.`,
    );
  return { shape, data };
}

function putRows(
  data: Float32Array,
  shape: readonly number[],
  module: string,
  rows: Tensor,
  s: PeftSettings,
): void {
  const [vocabulary, d] = shape as [number, number];
  const given = s.trainable_token_indices;
  const indices = Array.isArray(given)
    ? given
    : Object.entries(given ?? {}).find(([end]) => module.endsWith(end))?.[1];
  if (!indices)
    throw new LoadError(
      `${PEFT_CONFIG}: trainable_token_indices does not name ${oneLine(module)}, of which ${PEFT_WEIGHTS} has rows. Do the two files belong together?`,
    );
  if (rows.shape.length !== 2 || rows.shape[0] !== indices.length || rows.shape[1] !== d)
    throw new LoadError(
      `${PEFT_WEIGHTS}: the rows of ${oneLine(module)} are [${rows.shape.join(',')}], expected [${indices.length},${d}] for trainable_token_indices. Is it an adapter of this model?`,
    );
  const beyond = indices.find((i) => i >= vocabulary);
  if (beyond !== undefined)
    throw new LoadError(
      `${PEFT_CONFIG}: trainable_token_indices holds ${beyond}, but the model has ${vocabulary} tokens: give it as many as it had in training (resize_token_embeddings, save_pretrained).`,
    );
  indices.forEach((token, i) => data.set(rows.data.subarray(i * d, (i + 1) * d), token * d));
}

/** W [V, D] of the head plus s B A; or of embeddings, where PEFT has A [r, V] and B [D, r], plus s (B A)ᵀ. */
function addUpdate(
  w: Float32Array,
  shape: readonly number[],
  module: string,
  { kind, parts }: Update,
  s: PeftSettings,
): void {
  const [V, D] = shape as [number, number];
  const rank = fromPattern(s.rank_pattern ?? {}, module) ?? s.r;
  const alpha = fromPattern(s.alpha_pattern ?? {}, module) ?? s.lora_alpha;
  const scale = alpha / (s.use_rslora === true ? Math.sqrt(rank) : rank);
  const [A, B] = [parts.get('A'), parts.get('B')];
  const [dIn, dOut] = kind === 'linear' ? [D, V] : [V, D];
  for (const [part, t, wanted] of [
    ['A', A, [rank, dIn]],
    ['B', B, [dOut, rank]],
  ] as const)
    if (String(t?.shape) !== String(wanted))
      throw new LoadError(
        `${PEFT_WEIGHTS}: ${part} of ${oneLine(module)} is ${t ? `[${t.shape.join(',')}]` : 'missing'}, expected [${wanted.join(',')}]. Is it an adapter of this model?`,
      );
  const a = A!.data;
  const b = B!.data;
  for (let o = 0; o < dOut; o++)
    for (let r = 0; r < rank; r++) {
      const factor = scale * b[o * rank + r]!;
      for (let i = 0; i < dIn; i++) w[kind === 'linear' ? o * D + i : i * D + o]! += factor * a[r * dIn + i]!;
    }
}

/** Throws LoadError where a folder has another head, or other embeddings, than one matrix can be. */
export function refuseTied({ settings, tensors, config }: PeftFolder, model: LoadedModel): void {
  const { weights } = model.architecture;
  checkComplete(settings, tensors.whole, model);
  if (weights.some((w) => w.name === HEAD)) return;
  const tied = weights.find((w) => isEmbedding(w.name))?.name;
  const embedding = tied?.replace(/\.weight$/, '');
  const apart =
    settings.ensure_weight_tying === true
      ? null
      : (settings.modules_to_save ?? []).find((m) => embedding?.endsWith(m) && tensors.whole.has(tied!));
  const why = (config.modulesToSave ?? []).includes(HEAD)
    ? `${PEFT_WEIGHTS} has a head of its own`
    : apart !== null && apart !== undefined
      ? `${PEFT_CONFIG} has ${shown(apart)} in modules_to_save, which makes a copy for the embeddings alone`
      : embedding !== undefined && tensors.updates.has(embedding)
        ? `${PEFT_WEIGHTS} has an update for the embeddings alone`
        : null;
  if (why !== null)
    throw new LoadError(
      `${why}, but in ${model.reference} the head is the embeddings' matrix (tie_word_embeddings): the two cannot differ here. Train with ensure_weight_tying=True, or untie the model before training.`,
    );
}

/** Throws where a module of `modules_to_save` that the model has is not stored. */
function checkComplete(s: PeftSettings, whole: PeftFolder['tensors']['whole'], model: LoadedModel): void {
  for (const m of s.modules_to_save ?? [])
    for (const { name } of model.architecture.weights) {
      const ancestors = name.split('.').map((_, i, all) => all.slice(0, i).join('.'));
      if (ancestors.some((a) => a.endsWith(m)) && !whole.has(name))
        throw new LoadError(
          `${PEFT_WEIGHTS}: ${name} is missing, though ${PEFT_CONFIG} has ${shown(m)} in modules_to_save. Save the adapter again with save_pretrained.`,
        );
    }
}
