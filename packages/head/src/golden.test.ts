/**
 * A head on LoRA against PEFT + PyTorch (float64), by packages/testing/golden/head.py: PEFT's SEQ_CLS folder gives its logits here, and
 * training goes on as it does there.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Files,
  type LoadedModel,
  type Patch,
  VIRTUAL_IDS,
  patchedModel,
  readSafetensors,
  tunedFrom,
  withHead,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import lora, { configFromPeft } from '@adaptbench/lora';
import { architectureOf } from '@adaptbench/models';
import {
  type TrainingGolden,
  fixtureModel,
  fixtures,
  relativeError,
  testTraining,
} from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { headFromPeft, headOn } from './index.ts';

interface Golden extends Pick<TrainingGolden, 'optimizer' | 'losses' | 'gradNorms'> {
  readonly rows: readonly number[][];
  readonly labels: readonly number[];
}

async function open(name: string): Promise<{
  model: LoadedModel;
  patch: Patch;
  files: Files;
  folder: string;
  golden: Golden;
}> {
  const folder = join(fixtures, name, 'seq-cls-lora');
  const before = join(folder, 'before');
  const files = new Map(
    await Promise.all(
      (await readdir(before)).map(async (f) => [f, await readFile(join(before, f))] as const),
    ),
  );
  const model = await fixtureModel(name, architectureOf);
  const found = headFromPeft(files);
  const labels = Array.from({ length: found.labels }, (_, k) => `LABEL_${k}`);
  const patch = withHead(
    lora.patch(configFromPeft(found.files), model),
    headOn(found.config, model, labels),
    model.architecture,
  );
  const golden = JSON.parse(await readFile(join(folder, 'golden.json'), 'utf8')) as Golden;
  return { model, patch, files, folder, golden };
}

describe.each(['tiny-llama', 'tiny-gpt2'])('%s: a head on LoRA is PEFT’s', (name) => {
  it('gives PEFT’s logits of its folder, read and written', async () => {
    const { model, patch, files, folder, golden } = await open(name);
    const base = { model, engine: referenceEngine, patch };
    const read = tunedFrom(base, files);
    const want = readSafetensors(await readFile(join(folder, 'golden.safetensors'))).get('logits.before')!;
    for (const { state } of [read, tunedFrom(base, read.files())]) {
      const patched = patchedModel(model, referenceEngine, patch, state);
      for (const [i, row] of golden.rows.entries()) {
        const { data } = await patched.logits(row);
        expect(
          relativeError(data.subarray(data.length - 5), want.data.subarray(5 * i, 5 * i + 5)),
        ).toBeLessThan(1e-5);
      }
    }
    const config = JSON.parse(new TextDecoder().decode(read.files().get('adapter_config.json'))) as unknown;
    expect(config).toMatchObject({ task_type: 'SEQ_CLS', modules_to_save: ['score'], peft_type: 'LORA' });
    expect([...readSafetensors(read.files().get('adapter_model.safetensors')!).keys()].toSorted()).toEqual(
      [...readSafetensors(files.get('adapter_model.safetensors')!).keys()].toSorted(),
    );
  });

  testTraining(name, {
    engine: referenceEngine,
    async load() {
      const { model, patch, files, folder, golden } = await open(name);
      const tensors = async (file: string) => readSafetensors(await readFile(join(folder, file)));
      const after = await tensors('after.safetensors');
      const longest = Math.max(...golden.rows.map((row) => row.length)) + 1;
      const padded = (row: readonly number[], by: number): number[] => [
        ...row,
        ...Array<number>(longest - row.length).fill(by),
      ];
      const rows = golden.rows.map((row, i) => [...row, VIRTUAL_IDS + golden.labels[i]!]);
      const batch = {
        inputIds: rows.map((row) => padded(row, 0)),
        attentionMask: rows.map((row) =>
          padded(
            row.map(() => 1),
            0,
          ),
        ),
        labels: rows.map((row) =>
          padded(
            row.map((id) => (id >= VIRTUAL_IDS ? id : -100)),
            -100,
          ),
        ),
      };
      return {
        model,
        patch,
        start: tunedFrom({ model, engine: referenceEngine, patch }, files).state,
        nameOf: (n) => `base_model.model.${n}`,
        fixture: {
          golden: {
            ...golden,
            batches: [batch],
            trainableParameters: [...after.values()].reduce((n, t) => n + t.data.length, 0),
          },
          grads: await tensors('grads.safetensors'),
          after,
          outputs: await tensors('golden.safetensors'),
          folder,
        },
      };
    },
  });
});
