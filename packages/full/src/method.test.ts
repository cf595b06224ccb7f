/** Full and partial fine-tuning keep the contract of a method; what they save is what transformers would. */
import ort from '@adaptbench/engine-ort';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  ConfigError,
  LoadError,
  type Patch,
  initialState,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, fixtures, testMethod } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import full, { partial } from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

const size = (a: Architecture, chosen: (name: string) => boolean): number =>
  a.weights.filter((w) => chosen(w.name)).reduce((n, w) => n + w.shape.reduce((x, y) => x * y, 1), 0);

testMethod(full, architectureOf, engine, [
  { model: 'tiny-llama', parameters: (a) => size(a, () => true), fresh: 'unchanged', learningRate: 1e-3 },
  { model: 'tiny-gpt2', parameters: (a) => size(a, () => true), fresh: 'unchanged', learningRate: 1e-3 },
  {
    model: 'tiny-gpt2',
    config: { embeddings: false },
    parameters: (a) => size(a, (n) => !/\.w[tp]e\./.test(n)),
    fresh: 'unchanged',
    learningRate: 1e-3,
  },
]);

testMethod(partial, architectureOf, engine, [
  { model: 'tiny-gpt2', parameters: (a) => size(a, (n) => n.endsWith('.bias')), fresh: 'unchanged' },
  { model: 'tiny-qwen2', parameters: () => 2 * (32 + 16 + 16), fresh: 'unchanged' },
  {
    model: 'tiny-llama',
    config: { part: 'layer-norms' },
    parameters: ({ shape }) => (2 * shape.layers + 1) * shape.d,
    fresh: 'unchanged',
  },
  {
    model: 'tiny-gpt2',
    config: { part: 'layer-norms' },
    parameters: ({ shape }) => 2 * (2 * shape.layers + 1) * shape.d,
    fresh: 'unchanged',
  },
  {
    model: 'tiny-llama',
    config: { part: 'head' },
    parameters: ({ shape }) => shape.d + shape.vocabulary * shape.d,
    fresh: 'unchanged',
  },
  {
    model: 'tiny-gpt2',
    config: { part: 'head' },
    parameters: ({ shape }) => 2 * shape.d,
    fresh: 'unchanged',
    learningRate: 3e-2,
  },
]);

describe('what is saved', () => {
  it.each(['tiny-llama', 'tiny-gpt2'])(
    'is the checkpoint itself before any training: the same tensors, the same configuration, float32 (%s)',
    async (name) => {
      const model = await fixtureModel(name, architectureOf);
      const patch = full.patch({ embeddings: true }, model);
      const files = patch.artifact!.write(initialState(model, patch, 0), name);
      const original = readSafetensors(await readFile(join(fixtures, name, 'model.safetensors')));
      const same = Buffer.from(files.get('model.safetensors')!);
      expect(same.equals(writeSafetensors(original, { format: 'pt' }))).toBe(true);
      const config: unknown = JSON.parse(new TextDecoder().decode(files.get('config.json')));
      expect(config).toEqual({ ...model.config, torch_dtype: 'float32' });
    },
  );

  it('is refused where it does not fit, with every fault', async () => {
    const llama = await fixtureModel('tiny-llama', architectureOf);
    const gpt2 = await fixtureModel('tiny-gpt2', architectureOf);
    const patchOf = (part: 'head' | 'bitfit', model: typeof llama): Patch => partial.patch({ part }, model);
    const read = (patch: Patch, files: ReadonlyMap<string, Uint8Array>) => () => patch.artifact!.read(files);
    const head = patchOf('head', llama);
    expect(read(head, new Map())).toThrowErrorMatchingInlineSnapshot(
      `[LoadError: artefact: no trained.safetensors: found nothing.]`,
    );
    const bitfit = patchOf('bitfit', gpt2);
    const other = bitfit.artifact!.write(initialState(gpt2, bitfit, 0), 'tiny-gpt2');
    expect(read(head, other)).toThrow(LoadError);
    const norm = patchOf('head', gpt2);
    expect(
      read(head, norm.artifact!.write(initialState(gpt2, norm, 0), 'tiny-gpt2')),
    ).toThrowErrorMatchingInlineSnapshot(
      `[LoadError: trained.safetensors: 4 faults: lm_head.weight is missing; model.norm.weight is missing; transformer.ln_f.bias has no place; transformer.ln_f.weight has no place. Was it trained on a model like tiny-llama, with the same part?]`,
    );
  });
});

describe('biases', () => {
  it('cannot be trained where there are none', async () => {
    const model = await fixtureModel('tiny-llama', architectureOf);
    const apply = (): unknown => partial.patch({ part: 'bitfit' }, model);
    expect(apply).toThrow(ConfigError);
    expect(apply).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: partial.part is bitfit: tiny-llama (llama) has no biases. Choose another part, or a model that has them.]`,
    );
  });
});
