/** Whose requests are timed: the model as it is, and with what the methods that change its forward pass leave in it. */
import {
  type LoadedModel,
  type Patch,
  type PatchedModel,
  type Tensors,
  initialState,
  mergedModel,
  noPatch,
  patchedModel,
  random,
  applyMethod,
} from '@adaptbench/core';
import type { Engine } from '@adaptbench/graph';
import { findMethod, methods } from '@adaptbench/harness';

interface Side {
  readonly name: string;
  readonly method: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Folded into the weights. */
  readonly merged?: true;
}

const lora = { rank: 8, targetModules: 'all-linear' };
const sides: readonly Side[] = [
  { name: 'LoRA, beside', method: 'lora', config: { rank: 8 } },
  { name: 'LoRA, merged', method: 'lora', config: { rank: 8 }, merged: true },
  { name: 'LoRA all-linear, beside', method: 'lora', config: lora },
  { name: 'LoRA all-linear, merged', method: 'lora', config: lora, merged: true },
  ...['houlsby', 'pfeiffer', 'parallel'].map((placement) => ({
    name: `adapter, ${placement}`,
    method: 'adapter',
    config: { placement },
  })),
  ...[16, 64].map((length) => ({
    name: `prefix, ${length}`,
    method: 'prefix',
    config: { length, projection: false },
  })),
];
/** The model alone: what all others are held against; held against itself it tells what the measurement cannot. */
export const BASE = 'base';
export const names: readonly string[] = [BASE, ...sides.map(({ name }) => name)];

/** As after some training: what starts at 0 no longer is. */
const moved = (model: LoadedModel, patch: Patch): Tensors =>
  new Map(
    [...initialState(model, patch, 0)].map(([name, { shape, data }]) => {
      const r = random(1, name);
      return [name, { shape, data: data.map((x) => x + 0.01 * r.normal()) }];
    }),
  );

export function openSide(model: LoadedModel, engine: Engine, name: string): PatchedModel {
  if (name === BASE) return patchedModel(model, engine, noPatch, new Map());
  const side = sides.find((one) => one.name === name);
  if (!side) throw new Error(`--side ${name}: expected one of ${names.join('; ')}`);
  const method = findMethod(methods, side.method);
  const { patch } = applyMethod(method, method.config.parse(side.config), model);
  const state = moved(model, patch);
  if (!side.merged) return patchedModel(model, engine, patch, state);
  return patchedModel(mergedModel(model, patch.merge!(state)), engine, noPatch, new Map());
}
