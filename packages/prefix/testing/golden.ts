/** What this package's tests share: PEFT's folders and goldens, and PEFT's names for what is trained here. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type KeyValueSite,
  type LoadedModel,
  type Patch,
  type Prompt,
  type Task,
  type Tensors,
  VIRTUAL_IDS,
  readSafetensors,
  applyMethod,
  type Applied,
} from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { type TrainingFixture, fixtureModel, fixtures, trainingFixture } from '@adaptbench/testing';
import {
  pTuning,
  pTuningFromPeft,
  prefixFromPeft,
  prefixTuning,
  promptTuning,
  promptTuningFromPeft,
} from '../src/index.ts';
import type { Files } from '../src/peft.ts';
import { splitPrefix } from '../src/prefix-tuning/peft.ts';
import { EMBEDDINGS } from '../src/virtual-tokens.ts';

export const runs = ['tiny-llama', 'tiny-gpt2'].flatMap((model) =>
  ['prefix-direct', 'prefix-mlp', 'prompt-tuning', 'p-tuning-mlp', 'p-tuning-lstm'].map(
    (run) => [model, run] as const,
  ),
);

/** A method that a PEFT folder was written by, applied. */
function applied(run: string, files: Files, model: LoadedModel): Applied {
  if (run.startsWith('prefix')) return applyMethod(prefixTuning, prefixFromPeft(files), model);
  if (run.startsWith('prompt')) return applyMethod(promptTuning, promptTuningFromPeft(files), model);
  return applyMethod(pTuning, pTuningFromPeft(files), model);
}

export interface Golden {
  readonly model: LoadedModel;
  readonly patch: Patch;
  readonly prompt: Prompt;
  /** PEFT's folder before training. */
  readonly files: Files;
  /** Gradients and parameters after training, by our names. */
  readonly fixture: TrainingFixture;
  /** Parameters before training, by our names. */
  readonly start: Tensors;
  /** Virtual tokens in front of every text. */
  readonly front: readonly number[];
  /** A text whose last four positions' logits are in `fixture.outputs`, virtual tokens included. */
  readonly ids: readonly number[];
}

export async function golden(name: string, run: string): Promise<Golden> {
  const model = await fixtureModel(name, architectureOf);
  const fixture = await trainingFixture(name, run);
  const folder = join(fixture.folder, 'before');
  const names = await readdir(folder);
  const files = new Map(
    await Promise.all(names.map(async (n) => [n, await readFile(join(folder, n))] as const)),
  );
  const method = applied(run, files, model);
  const tokens = readSafetensors(files.get('adapter_model.safetensors')!).get('prompt_embeddings')!.shape[0]!;
  const front = Array.from({ length: method.patch.positions > 0 ? 0 : tokens }, (_, j) => VIRTUAL_IDS + j);
  const ours = (tensors: Tensors): Tensors => ourNames(tensors, tokens, run, model);
  const start = readSafetensors(await readFile(join(fixture.folder, 'start.safetensors')));
  const { cases } = JSON.parse(await readFile(join(fixtures, name, 'golden.json'), 'utf8')) as {
    cases: { plain: { inputIds: number[][] } };
  };
  return {
    ...method,
    model,
    files,
    start: ours(start),
    front,
    ids: [...front, ...cases.plain.inputIds[0]!],
    fixture: {
      ...fixture,
      golden: {
        ...fixture.golden,
        batches: fixture.golden.batches.map((b) => ({
          inputIds: b.inputIds.map((row) => [...front, ...row]),
          attentionMask: b.attentionMask.map((row) => [...front.map(() => 1), ...row]),
          labels: b.labels.map((row) => [...front.map(() => -100), ...row]),
        })),
      },
      grads: ours(fixture.grads),
      after: ours(fixture.after),
    },
  };
}

/** PEFT's tensors as ours: a prefix and the MLP's last layer are kept by layer here. */
function ourNames(tensors: Tensors, n: number, run: string, { architecture }: LoadedModel): Tensors {
  const sites = architecture.sites.filter((s): s is KeyValueSite => s.kind === 'keyValue');
  const width = sites[0]!.heads * sites[0]!.dHead;
  if (run === 'prefix-direct') return splitPrefix(tensors.get('embedding.weight')!.data, n, sites);
  if (run === 'prompt-tuning') return new Map([[EMBEDDINGS, tensors.get('embedding.weight')!]]);
  const out = new Map(tensors);
  for (const kind of ['weight', 'bias']) {
    const all = tensors.get(`transform.2.${kind}`);
    if (!all) continue;
    out.delete(`transform.2.${kind}`);
    const [, ...rest] = all.shape;
    const size = width * rest.reduce((a, b) => a * b, 1);
    sites
      .flatMap(({ layer }) => [`${layer}.k`, `${layer}.v`])
      .forEach((part, i) => {
        const data = all.data.slice(i * size, (i + 1) * size);
        out.set(`transform.2.${part}.${kind}`, { shape: [width, ...rest], data });
      });
  }
  return out;
}

/** A task whose items have two fields and whose first template has two lines. */
export const task: Task = {
  kind: 'classification',
  name: 'pairs',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [
    {
      name: 'lines',
      form: 'cloze',
      separator: '\n\n',
      write: ({ fields }) => `A: ${fields['a']}\nB: ${fields['b']} =>`,
      verbalizer: { no: [' no'], yes: [' yes'] },
    },
    {
      name: 'loud',
      form: 'cloze',
      separator: '\n\n',
      write: ({ fields }) => `${fields['a']?.toUpperCase().concat('!').slice(0, 5)} is`,
      verbalizer: { no: [' no'], yes: [' yes'] },
    },
  ],
};
