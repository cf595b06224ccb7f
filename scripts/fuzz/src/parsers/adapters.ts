/** Adapter folders of PEFT and of Adapters, as methods read them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type TuningMethod, type Tensors, storedPatch } from '@adaptbench/core';
import adapter, { configFromAdapterHub } from '@adaptbench/adapter';
import lora, { configFromPeft } from '@adaptbench/lora';
import { loadModel } from '@adaptbench/models';
import {
  pTuning,
  pTuningFromPeft,
  prefixFromPeft,
  prefixTuning,
  promptTuning,
  promptTuningFromPeft,
} from '@adaptbench/prefix';
import { fixtures } from '@adaptbench/testing';
import type { Files, Parser, Seed } from '../parser.ts';
import { folderFiles, fromSeeds } from '../seeds.ts';
import { reading } from '../verdict.ts';

interface Kind {
  readonly folders: readonly string[];
  read(files: Files, model: Awaited<ReturnType<typeof loadModel>>): Tensors;
}

/** Reads the configuration, applies the method, reads the tensors. */
const kind = <C>(
  folders: readonly string[],
  method: TuningMethod<C>,
  configOf: (files: Files) => C,
): Kind => ({
  folders,
  read: (files, model) => storedPatch(method.patch(configOf(files), model)).artifact!.read(files),
});

const kinds: readonly Kind[] = [
  kind(['lora-qv', 'lora-all-linear', 'lora-qv-rslora', 'lora-dora', 'lora-patterns'], lora, configFromPeft),
  kind(['prefix-direct', 'prefix-mlp'], prefixTuning, prefixFromPeft),
  kind(['prompt-tuning'], promptTuning, promptTuningFromPeft),
  kind(['p-tuning-mlp', 'p-tuning-lstm'], pTuning, pTuningFromPeft),
  kind(['adapter-houlsby', 'adapter-pfeiffer', 'adapter-parallel'], adapter, configFromAdapterHub),
];

export const adapters: Parser = {
  name: 'adapter folders: lora, dora, prefix, prompt, p-tuning, bottleneck',
  through: 'config and artifact.read',
  weight: 14,
  open: async () => {
    const model = await loadModel(path.join(fixtures, 'tiny-llama'));
    const seeds = kinds.flatMap((one) =>
      one.folders.flatMap((name) => {
        const folder = path.join(fixtures, 'tiny-llama', name, 'before');
        return existsSync(folder) ? [{ one, seed: seedOf(folder) }] : [];
      }),
    );
    // Each input remembers its kind.
    const kindOf = new WeakMap<Files, Kind>();
    return {
      input(r) {
        const { one, seed } = seeds[r.below(seeds.length)]!;
        const input = fromSeeds(r, [seed]);
        kindOf.set(input.files, one);
        return input;
      },
      read: ({ files }) =>
        reading(
          () => kindOf.get(files)!.read(files, model),
          (tensors) =>
            [...tensors.values()].every(({ data }) => data instanceof Float32Array) ? null : 'no numbers',
        ),
    };
  },
};

function seedOf(folder: string): Seed {
  const files = folderFiles(folder);
  return {
    files,
    mutable: Object.fromEntries(
      [...files.keys()].map((name) => [name, name.endsWith('.json') ? 'json' : 'bytes']),
    ),
  };
}
