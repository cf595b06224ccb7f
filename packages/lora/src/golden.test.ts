/** LoRA against PEFT + PyTorch (float64), by packages/testing/golden/lora.py and lora_variants.py. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testTraining, trainingFixture } from '@adaptbench/testing';
import { describe } from 'vitest';
import lora, { configFromPeft } from './index.ts';

/** Model, run, and LoRA+'s ratio, which a PEFT folder does not hold. */
const cases = [
  ['tiny-llama', 'lora-qv', 1],
  ['tiny-llama', 'lora-qv-rslora', 1],
  ['tiny-llama', 'lora-all-linear', 1],
  ['tiny-llama', 'lora-dora', 1],
  ['tiny-llama', 'lora-patterns', 1],
  ['tiny-llama', 'lora-plus', 4],
  ['tiny-gpt2', 'lora-c_attn', 1],
  ['tiny-gpt2', 'lora-all-linear', 1],
  ['tiny-gpt2', 'lora-dora', 4],
  ['tiny-gpt2', 'lora-patterns', 1],
] as const;

describe('LoRA is PEFT’s', () => {
  for (const [name, run, rateRatio] of cases)
    testTraining(`${name} ${run}`, {
      engine: referenceEngine,
      async load() {
        const model = await fixtureModel(name, architectureOf);
        const fixture = await trainingFixture(name, run);
        const folder = join(fixture.folder, 'before');
        const names = await readdir(folder);
        const files = new Map(
          await Promise.all(names.map(async (f) => [f, await readFile(join(folder, f))] as const)),
        );
        const patch = lora.patch({ ...configFromPeft(files), rateRatio }, model);
        return {
          model,
          patch,
          fixture,
          start: patch.artifact!.read(files),
          nameOf: (p) => `base_model.model.${p}`,
        };
      },
    });
});
