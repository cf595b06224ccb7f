/** The state of a patch from a PEFT folder: the folder's tensors, fitted to the model, in the form in which the patch has them. */
import {
  type Files,
  type LinearSite,
  LoadError,
  type LoadedModel,
  type Tensors,
  fitTensors,
  oneLine,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
} from '@adaptbench/core';
import { floats } from '@adaptbench/graph';
import { type LoraConfig, isSaved, magnitudeName, rankOf, scaling, tensorName } from '../config.ts';
import { type PeftFolder, plainConfig, readFolder } from './config.ts';
import { initialRank, initialUpdate } from './initial-update.ts';
import type { PeftSettings } from './settings.ts';
import { type Tensor, wholeTensors } from './tensors.ts';
import { refuseTied, savedTensor } from './whole.ts';

/** What a patch is made for. */
export interface Subject {
  readonly config: LoraConfig;
  readonly adapted: readonly LinearSite[];
  readonly model: LoadedModel;
}

/** Throws LoadError where the folder is not one of this patch, or cannot be read. */
export function readState(files: Files, subject: Subject): Tensors {
  const { config, adapted, model } = subject;
  const folder = readFolder(files);
  for (const s of adapted)
    if (said(folder.config, s) !== said(config, s))
      throw new LoadError(
        `${PEFT_CONFIG}: ${said(folder.config, s)} at ${s.module}: expected ${said(config, s)}. Read the folder with the configuration it was written with (configFromPeft gives it).`,
      );
  const found = fitted(folder, subject);
  refuseTied(folder, model);
  const plain = plainConfig(folder.settings, folder.tensors);
  const updates = adapted.flatMap((s) => stateOf(s, found, folder, plain, model));
  const names = model.architecture.weights.filter((w) => isSaved(config, w)).map((w) => w.name);
  return new Map([...updates, ...names.map((name) => [name, savedTensor(name, folder, model)] as const)]);
}

const said = (c: LoraConfig, s: LinearSite): string =>
  `rank ${rankOf(c, s)}, scale ${scaling(c, s)}${c.dora ? ', DoRA' : ''}`;

/** The folder's tensors by their names in the patch, where each has its place and its shape; all faults in one LoadError. */
function fitted(folder: PeftFolder, { config, adapted, model }: Subject): Tensors {
  const { settings, tensors } = folder;
  const plain = plainConfig(settings, tensors);
  const saved = model.architecture.weights.filter((w) => isSaved(config, w));
  const byName = new Map(saved.map((w) => [w.name, w]));
  const whole = wholeTensors(tensors, settings);
  const expected = new Map<string, readonly number[]>(
    adapted.flatMap((s) => {
      const r = initialRank(settings.init, s, rankOf(plain, s));
      return [
        [tensorName(s, 'A'), [r, s.dIn]] as const,
        [tensorName(s, 'B'), [s.dOut, r]] as const,
        ...(plain.dora ? [[magnitudeName(s), [s.dOut]] as const] : []),
      ];
    }),
  );
  const found = new Map<string, Tensor>();
  for (const [module, { parts }] of tensors.updates) {
    if (byName.has(`${module}.weight`) && !adapted.some((s) => s.module === module)) continue;
    for (const [part, t] of parts)
      found.set(
        part === 'magnitude' ? `${module}.lora_magnitude_vector` : `${module}.lora_${part}.weight`,
        t,
      );
  }
  for (const [name, t] of whole) found.set(name, t);
  for (const name of whole.keys()) {
    const shape = byName.get(name)?.shape;
    if (shape) expected.set(name, shape);
  }
  // A tensor of the patch that the folder does not give, in any form, is missing.
  for (const { name, shape } of saved)
    if (!(folder.config.modulesToSave ?? []).includes(name)) expected.set(name, shape);
  return fitTensors(PEFT_WEIGHTS, found, expected, hint(settings, whole, byName));
}

function hint(
  s: PeftSettings,
  whole: Tensors,
  expected: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): string {
  for (const [name, { shape }] of whole) {
    const wanted = expected.get(name)?.shape;
    if (wanted?.length === 2 && shape.length === 2 && wanted[1] === shape[1] && wanted[0] !== shape[0])
      return `The vocabulary was resized to ${shape[0]} tokens before training: give the model as many (resize_token_embeddings(${shape[0]}), save_pretrained(FOLDER)) and use FOLDER as the model.`;
  }
  const base = s.base_model_name_or_path ?? '';
  return `Is it an adapter of this model?${base === '' ? '' : ` It was made for ${oneLine(base)}.`}`;
}

function stateOf(
  site: LinearSite,
  found: Tensors,
  { settings: { init }, config }: PeftFolder,
  plain: LoraConfig,
  model: LoadedModel,
): (readonly [string, Tensor])[] {
  const [A, B] = [found.get(tensorName(site, 'A'))!, found.get(tensorName(site, 'B'))!];
  const magnitude = plain.dora ? [[magnitudeName(site), found.get(magnitudeName(site))!] as const] : [];
  if (init === 'plain') return [[tensorName(site, 'A'), A], [tensorName(site, 'B'), B], ...magnitude];
  const w = floats(model.frozen(`${site.module}.weight`));
  const first = initialUpdate(init, site, w, rankOf(plain, site), scaling(plain, site));
  const [k, r] = [first.rank, rankOf(config, site)];
  // [A; A₀; 0] [r, dIn]
  const a = new Float32Array(r * site.dIn);
  a.set(A.data);
  a.set(first.A, k * site.dIn);
  // [B, −B₀, 0] [dOut, r]
  const b = new Float32Array(site.dOut * r);
  for (let o = 0; o < site.dOut; o++)
    for (let i = 0; i < k; i++) {
      b[o * r + i] = B.data[o * k + i]!;
      b[o * r + k + i] = -first.B[o * k + i]!;
    }
  return [
    [tensorName(site, 'A'), { shape: [r, site.dIn], data: a }],
    [tensorName(site, 'B'), { shape: [site.dOut, r], data: b }],
    ...magnitude,
  ];
}
