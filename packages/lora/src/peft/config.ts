/** The configuration with which a PEFT folder is read. */
import { type Files, LoadError, oneLine, shown, PEFT_CONFIG, PEFT_WEIGHTS } from '@adaptbench/core';
import type { LoraConfig } from '../config.ts';
import { endMatcher } from '../pattern.ts';
import { type PeftSettings, readSettings } from './settings.ts';
import { isTargeted } from './targeted.ts';
import { type FolderTensors, isHead, siteModules, sortTensors, wholeTensors } from './tensors.ts';

export interface PeftFolder {
  readonly settings: PeftSettings;
  readonly tensors: FolderTensors;
  readonly config: LoraConfig;
}

/**
 * The configuration of a LoRA folder that PEFT wrote. What PEFT takes out of the weights on loading makes the rank twice the folder's
 * (see initial-update.ts); LoRA+'s ratio is the optimizer's affair and not in a folder. Throws LoadError where the folder cannot be read.
 */
export const configFromPeft = (files: Files): LoraConfig => readFolder(files).config;

export function readFolder(files: Files): PeftFolder {
  const settings = readSettings(files);
  const tensors = sortTensors(files);
  if (tensors.updates.size + tensors.whole.size + tensors.rows.size === 0)
    throw new LoadError(`${PEFT_WEIGHTS}: no tensors: expected ….lora_A.weight and ….lora_B.weight.`);
  const plain = plainConfig(settings, tensors);
  const config = settings.init === 'plain' ? plain : doubled(plain);
  return { settings, tensors, config };
}

/** The settings as they stand, with names and patterns that find nothing left out, as PEFT does. */
export function plainConfig(s: PeftSettings, t: FolderTensors): LoraConfig {
  const modules = siteModules(t);
  const matching = (pattern: Readonly<Record<string, number>> | null | undefined): Record<string, number> =>
    Object.fromEntries(
      Object.entries(pattern ?? {}).filter(([key]) => {
        const matches = endMatcher(key);
        return modules.some((m) => matches(m));
      }),
    );
  const saved = [
    ...wholeTensors(t, s).keys(),
    ...[...t.rows.keys()].map((module) => `${module}.weight`),
    ...[...t.updates].flatMap(([m, u]) => (u.kind === 'embedding' || isHead(m) ? [`${m}.weight`] : [])),
  ];
  return {
    rank: s.r,
    alpha: s.lora_alpha,
    rsLora: s.use_rslora ?? false,
    dropout: s.lora_dropout,
    targetModules: targetsOf(s, modules),
    rankPattern: matching(s.rank_pattern),
    alphaPattern: matching(s.alpha_pattern),
    ...(saved.length > 0 ? { modulesToSave: [...new Set(saved)].toSorted() } : {}),
    dora: s.use_dora ?? false,
    rateRatio: 1,
  };
}

/** Names of modules as they stand where they are a plain list, or else the modules that have tensors: PEFT leaves the others as they are. */
function targetsOf(s: PeftSettings, modules: readonly string[]): string[] {
  const strange = modules.find((m) => isTargeted(s, m) === false);
  if (strange !== undefined)
    throw new LoadError(
      `${PEFT_WEIGHTS}: it adapts ${oneLine(strange)}, which ${PEFT_CONFIG} does not choose (target_modules is ${shown(s.target_modules)}) and PEFT would pass over. Do the two files belong together?`,
    );
  const ruled = [s['exclude_modules'], s['layers_to_transform'], s.modules_to_save].some(
    (x) => x !== null && x !== undefined && !(Array.isArray(x) && x.length === 0),
  );
  if (ruled || !Array.isArray(s.target_modules)) return [...modules].toSorted();
  return s.target_modules.filter((name) => modules.some((m) => m === name || m.endsWith(`.${name}`)));
}

/** s [B, −B₀] [A; A₀]: twice the rank at the same scale. */
function doubled(c: LoraConfig): LoraConfig {
  const times = (pattern: Readonly<Record<string, number>>, factor: number): Record<string, number> =>
    Object.fromEntries(Object.entries(pattern).map(([key, x]) => [key, x * factor]));
  // α/r stays with 2 α, α/√r with √2 α.
  const alpha = c.rsLora ? Math.SQRT2 : 2;
  return {
    ...c,
    rank: 2 * c.rank,
    alpha: alpha * c.alpha,
    rankPattern: times(c.rankPattern, 2),
    alphaPattern: times(c.alphaPattern, alpha),
  };
}
