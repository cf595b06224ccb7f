/** LoRA against PEFT + PyTorch (float64), by scripts/golden/lora.py. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testTraining, trainingFixture } from '@adaptbench/testing';
import { describe } from 'vitest';
import { configFromPeft } from './index.ts';
import { loraPatch } from './method.ts';

const cases = [
  ['tiny-llama', 'lora-qv'],
  ['tiny-llama', 'lora-qv-rslora'],
  ['tiny-llama', 'lora-all-linear'],
  ['tiny-gpt2', 'lora-c_attn'],
  ['tiny-gpt2', 'lora-all-linear'],
] as const;

describe('LoRA is PEFT’s', () => {
  for (const [name, run] of cases)
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
        const patch = loraPatch(configFromPeft(files), model.architecture.sites);
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
